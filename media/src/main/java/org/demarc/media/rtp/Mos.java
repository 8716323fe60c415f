package org.demarc.media.rtp;

/// How a listener would rate a call, estimated from what the network did: the E-model of ITU-T G.107
/// with its default values for everything that a network does not change.
///
///     R = 93.2 - Idd - Ie,eff G.107 (7-1), A = 0, no echo Idd = 25 ((1 + X^6)^(1/6) - 3 (1 + (X/3)^6)^(1/6) +
///     2) G.107 (7-27), 0 up to 100 ms X = log2(Ta / 100 ms) Ie,eff = Ie + (95 - Ie) Ppl / (Ppl + Bpl) G.107
///     (7-29), random loss MOS = 1 + 0.035 R + R (R - 60) (100 - R) 7e-6 G.107 (B-4), 1 below R = 6.5, 4.5
///     above 100
///
/// `Ta` is the one-way delay from mouth to ear, taken as network + one packet + a jitter buffer of
/// twice the jitter; `Ppl` the packets lost in percent. Ie and Bpl are those of ITU-T G.113 appendix I.
public final class Mos {
    private static final double BEST = 93.2;

    private Mos() {}

    /// How a codec bears losses.
    public enum Codec {
        /// G.711 (PCMU, PCMA) with silence for what is lost.
        G711(0, 4.3),
        /// G.711 with packet loss concealment (G.711 appendix I).
        G711_CONCEALED(0, 25.1);

        private final double impairment;
        private final double robustness;

        Codec(double impairment, double robustness) {
            this.impairment = impairment;
            this.robustness = robustness;
        }
    }

    /// Mean opinion score, 1..4.5.
    ///
    /// @param lossShare packets lost or too late to be played, 0..1
    /// @param delayMillis one way through the network
    /// @param jitterMillis interarrival jitter
    /// @param packetMillis speech in one packet
    public static double estimate(
            Codec codec, double lossShare, double delayMillis, double jitterMillis, double packetMillis) {
        return fromR(transmissionRating(codec, lossShare, delayMillis + packetMillis + 2 * jitterMillis));
    }

    /// R of G.107, may be below 0.
    ///
    /// @param mouthToEarMillis one-way delay `Ta`
    static double transmissionRating(Codec codec, double lossShare, double mouthToEarMillis) {
        if (!(lossShare >= 0 && lossShare <= 1) || !(mouthToEarMillis >= 0)) {
            throw new IllegalArgumentException("loss " + lossShare + ", delay " + mouthToEarMillis);
        }
        double percent = 100 * lossShare;
        double equipment = codec.impairment + (95 - codec.impairment) * percent / (percent + codec.robustness);
        return BEST - delayImpairment(mouthToEarMillis) - equipment;
    }

    private static double delayImpairment(double millis) {
        if (millis <= 100) return 0;
        double x = Math.log(millis / 100) / Math.log(2);
        return 25 * (sixthRoot(x) - 3 * sixthRoot(x / 3) + 2);
    }

    private static double sixthRoot(double x) {
        return Math.pow(1 + Math.pow(x, 6), 1.0 / 6);
    }

    static double fromR(double r) {
        if (r <= 6.5) return 1; // below, the polynomial dips under the scale
        if (r >= 100) return 4.5;
        return 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
    }
}
