package org.demarc.pbx.voice;

/// What one side of a call said and heard.
///
/// @param sent RTP packets sent
/// @param received RTP packets of voice received from the peer
/// @param lost packets missing by sequence number (RFC 3550 appendix A.3), never negative
/// @param late packets that came out of order or twice
/// @param foreign packets of another source, or that are no voice
/// @param jitterMicros interarrival jitter (RFC 3550 section 6.4.1) in microseconds
/// @param expected frames that held the tone that was expected
/// @param other frames that held something else: another tone, noise, silence
/// @param mos estimated quality by the E-model, 1 to 4.5; 0 when nothing was received
public record Heard(
        long sent,
        long received,
        long lost,
        long late,
        long foreign,
        long jitterMicros,
        long expected,
        long other,
        double mos) {
    public static final Heard NOTHING = new Heard(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// True when the expected tone was heard in at least 90 % of the frames, and for 100 ms.
    public boolean wasVoice() {
        return expected >= 5 && expected * 10 >= (expected + other) * 9;
    }
}
