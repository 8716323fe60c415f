package org.demarc.edge.admission;

import java.util.List;
import java.util.Locale;
import org.demarc.media.sdp.Attribute;
import org.demarc.media.sdp.Connection;
import org.demarc.media.sdp.Decoded;
import org.demarc.media.sdp.Line;
import org.demarc.media.sdp.MediaDescription;
import org.demarc.media.sdp.RtpMap;
import org.demarc.media.sdp.SdpDecoder;
import org.demarc.media.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/// What the media of a description takes on a link, in kbit/s and one direction, IP and UDP included: what its `b=`
/// lines
/// say (RFC 8866 §5.8, RFC 3890), else what the largest of its codecs takes. An estimate for admission, no measurement:
/// silence suppression, RTCP and the link layer are left out.
public final class Bandwidth {
    private static final int RTP = 12;
    private static final int UDP = 8;
    private static final int IP4 = 20;
    private static final int IP6 = 40;
    private static final int USUAL_PTIME = 20;
    /// For what has no `b=` and no row below.
    private static final int OTHER_AUDIO = 64_000;

    private static final int VIDEO = 1_000;
    private static final int FAX = 64;
    private static final int MOST = 1_000_000;

    private Bandwidth() {}

    /// For a call without an offer: G.711 over IPv4.
    public static final int USUAL = 80;

    /// Of a description as it came; 0 for one that cannot be read, which is refused elsewhere.
    public static int of(byte[] octets) {
        return SdpDecoder.decode(octets) instanceof Decoded.Parsed(SessionDescription sdp) ? of(sdp) : 0;
    }

    /// Of all streams that are not refused. What the session as a whole is bounded to bounds them together.
    public static int of(SessionDescription sdp) {
        long sum = 0;
        for (MediaDescription stream : sdp.media()) {
            if (!stream.isRefused()) sum += of(sdp, stream);
        }
        long bound = number(sdp.lines(), "CT");
        if (bound < 0) bound = number(sdp.lines(), "AS");
        if (bound >= 0) sum = Math.min(sum, bound);
        return (int) Math.min(MOST, sum);
    }

    private static long of(SessionDescription sdp, MediaDescription stream) {
        boolean six = isSix(sdp, stream);
        long said = number(stream.lines(), "AS");
        if (said >= 0) return said;
        long bits = number(stream.lines(), "TIAS");
        if (bits >= 0) return kilobits(bits, rate(stream), six);
        if (!stream.isRtp()) return stream.type().equals("image") ? FAX : 0;
        if (stream.type().equals("video")) return VIDEO;
        return stream.type().equals("audio") ? kilobits(codecs(stream), rate(stream), six) : 0;
    }

    /// Bits of payload in a second, and what goes around each packet.
    private static long kilobits(long bits, int packets, boolean six) {
        long around = 8L * packets * (RTP + UDP + (six ? IP6 : IP4));
        return (Math.min(bits, 1_000L * MOST) + around + 999) / 1_000;
    }

    /// Packets in a second: RFC 3890 `maxprate`, else one for each `ptime`.
    private static int rate(MediaDescription stream) {
        long most = whole(stream.attribute("maxprate"));
        if (most > 0) return (int) Math.min(most, 10_000);
        long time = whole(stream.attribute("ptime"));
        return 1_000 / Math.clamp(time <= 0 ? USUAL_PTIME : time, 1, 1_000);
    }

    private static long codecs(MediaDescription stream) {
        long most = 0;
        for (String format : stream.formats()) {
            RtpMap map = stream.rtpMap(format).orElse(null);
            if (map != null) most = Math.max(most, codec(map));
        }
        return most;
    }

    /// The most that a codec sends, in bits of payload in a second.
    private static long codec(RtpMap map) {
        return switch (map.encoding().toUpperCase(Locale.ROOT)) {
            case "TELEPHONE-EVENT", "CN", "RED", "TONE" -> 0;
            case "PCMU", "PCMA", "G722", "OPUS" -> 64_000;
            case "G726-32", "DVI4" -> 32_000;
            case "G728" -> 16_000;
            case "G729", "G729D", "G729E" -> 8_000;
            case "G723" -> 6_300;
            case "GSM" -> 13_200;
            case "GSM-EFR", "AMR" -> 12_200;
            case "ILBC" -> 15_200;
            case "AMR-WB" -> 23_850;
            case "EVS" -> 24_400;
            case "L16" -> 16L * map.clockRate() * map.channels();
            default -> OTHER_AUDIO;
        };
    }

    private static boolean isSix(SessionDescription sdp, MediaDescription stream) {
        Connection connection = stream.connections().isEmpty()
                ? sdp.connection()
                : stream.connections().getFirst();
        return connection != null && connection.addrType().equals("IP6");
    }

    private static long number(List<Line> lines, String type) {
        for (Line line : lines) {
            if (line.type() == 'b' && line.bandwidthType().equals(type)) {
                return whole(
                        line.value(), Math.min(type.length() + 1, line.value().length()));
            }
        }
        return -1;
    }

    private static long whole(@Nullable Attribute attribute) {
        String value = attribute == null ? null : attribute.value();
        return value == null ? -1 : whole(value, 0);
    }

    /// The digits from there to the end or a dot; -1 where there are none.
    private static long whole(String text, int from) {
        long number = -1;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return text.charAt(i) == '.' ? number : -1;
            number = Math.min(1_000_000_000L, Math.max(0, number) * 10 + digit);
        }
        return number;
    }
}
