package org.demarc.media.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a payload type means: `a=rtpmap` (RFC 8866 §6.6) or the static table of RFC 3551 §6.
///
/// @param payloadType 0..127
/// @param encoding the name as it came; names compare without case
/// @param clockRate timestamp units per second
/// @param channels audio channels, 1 when not given
public record RtpMap(int payloadType, String encoding, int clockRate, int channels) {
    /// Reads the value of `a=rtpmap`: `payload encoding/rate[/channels]`. Empty when it has another shape.
    public static Optional<RtpMap> parse(String value) {
        int space = value.indexOf(' ');
        int slash = value.indexOf('/', space + 1);
        if (space < 0 || slash <= space + 1) return Optional.empty();
        int end = value.length();
        while (end > slash && value.charAt(end - 1) == ' ') end--;
        int second = value.indexOf('/', slash + 1);
        int payloadType = Text.number(value, 0, space, 127);
        int rate = Text.number(value, slash + 1, second < 0 ? end : second, Integer.MAX_VALUE);
        int channels = second < 0 ? 1 : Text.number(value, second + 1, end, 255);
        if (payloadType < 0 || rate <= 0 || channels <= 0) return Optional.empty();
        return Optional.of(new RtpMap(payloadType, value.substring(space + 1, slash), rate, channels));
    }

    /// The meaning of a static audio or video payload type that has no `a=rtpmap`; empty for the others.
    public static Optional<RtpMap> ofStatic(int payloadType) {
        return payloadType < 0 || payloadType >= STATIC.size() ? Optional.empty() : STATIC.get(payloadType);
    }

    /// True when both mean the same codec: same name without case, same rate and channels (RFC 8866 §6.6).
    public boolean sameCodec(RtpMap other) {
        return clockRate == other.clockRate && channels == other.channels && encoding.equalsIgnoreCase(other.encoding);
    }

    /// True for named telephone events (RFC 4733 §2.4.1): they go beside a codec, never instead of one.
    public boolean isTelephoneEvent() {
        return encoding.equalsIgnoreCase("telephone-event");
    }

    private static final List<Optional<RtpMap>> STATIC = table();

    private static List<Optional<RtpMap>> table() {
        String[] names = {
            "PCMU/8000", "", "", "GSM/8000", "G723/8000", "DVI4/8000", "DVI4/16000", "LPC/8000",
            "PCMA/8000", "G722/8000", "L16/44100/2", "L16/44100", "QCELP/8000", "CN/8000", "MPA/90000", "G728/8000",
            "DVI4/11025", "DVI4/22050", "G729/8000", "", "", "", "", "",
            "", "CelB/90000", "JPEG/90000", "", "nv/90000", "", "", "H261/90000",
            "MPV/90000", "MP2T/90000", "H263/90000"
        };
        var table = new ArrayList<Optional<RtpMap>>();
        for (int i = 0; i < names.length; i++) table.add(parse(i + " " + names[i]));
        return List.copyOf(table);
    }
}
