package org.demarc.media.offer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.demarc.media.sdp.Attribute;
import org.demarc.media.sdp.Direction;
import org.demarc.media.sdp.MediaAddress;
import org.demarc.media.sdp.MediaDescription;
import org.demarc.media.sdp.Rtcp;
import org.demarc.media.sdp.SessionDescription;

/// Which streams are relayed and which of their lines the other leg sees. What is not listed does not
/// pass: a line that nobody here understands may hold an address, a key or a name.
///
/// @param mediaTypes media types that are relayed
/// @param profiles `m=` protocols that are relayed as they are. RTP/AVPF is: feedback packets are RTCP
/// and cross the relay like the rest, so both ends keep the profile between them (RFC 4585 §4)
/// @param maxStreams how many streams of one call
/// @param sessionAttributes session-level attributes that pass
/// @param mediaAttributes media-level attributes that pass
/// @param bandwidthTypes `b=` lines that pass
public record StreamPolicy(
        Set<String> mediaTypes,
        Set<String> profiles,
        int maxStreams,
        Set<String> sessionAttributes,
        Set<String> mediaAttributes,
        Set<String> bandwidthTypes) {

    /// Voice over plain RTP, two streams at most.
    public static final StreamPolicy VOICE = new StreamPolicy(
            Set.of("audio"),
            Set.of("RTP/AVP", "RTP/AVPF"),
            2,
            Set.of("rtcp-xr"),
            Set.of(
                    "rtpmap",
                    "fmtp",
                    "ptime",
                    "maxptime",
                    "silenceSupp",
                    "gpmd",
                    "rtcp-fb",
                    "rtcp-xr",
                    "maxprate",
                    "content",
                    "hlang-send",
                    "hlang-recv"),
            Set.of("AS", "TIAS", "CT", "RS", "RR"));

    public StreamPolicy {
        mediaTypes = Set.copyOf(mediaTypes);
        profiles = Set.copyOf(profiles);
        sessionAttributes = Set.copyOf(sessionAttributes);
        mediaAttributes = Set.copyOf(mediaAttributes);
        bandwidthTypes = Set.copyOf(bandwidthTypes);
        if (maxStreams < 1) throw new IllegalArgumentException("at least one stream: " + maxStreams);
    }

    /// Looks at each stream of an offer or answer.
    public Assessment assess(SessionDescription description) {
        var verdicts = new ArrayList<StreamVerdict>(description.media().size());
        int relayed = 0;
        var missed = StreamVerdict.Reason.PORT_ZERO;
        for (var stream : description.media()) {
            var verdict = assess(description, stream, relayed);
            switch (verdict) {
                case StreamVerdict.Relayed _ -> relayed++;
                case StreamVerdict.Declined(StreamVerdict.Reason reason) -> {
                    if (missed == StreamVerdict.Reason.PORT_ZERO) missed = reason;
                }
            }
            verdicts.add(verdict);
        }
        // no stream at all, or all removed, is a session that waits for streams: RFC 3264 §5
        return relayed == 0 && missed != StreamVerdict.Reason.PORT_ZERO
                ? new Assessment.NoUsableStream(missed)
                : new Assessment.Usable(verdicts);
    }

    private StreamVerdict assess(SessionDescription description, MediaDescription stream, int relayed) {
        if (stream.isRefused()) return new StreamVerdict.Declined(StreamVerdict.Reason.PORT_ZERO);
        if (!mediaTypes.contains(stream.type())) return new StreamVerdict.Declined(StreamVerdict.Reason.MEDIA_TYPE);
        if (!profiles.contains(stream.proto())) return new StreamVerdict.Declined(StreamVerdict.Reason.TRANSPORT);
        if (!hasPayloadType(stream.formats())) {
            return new StreamVerdict.Declined(StreamVerdict.Reason.FORMAT);
        }
        if (relayed == maxStreams) return new StreamVerdict.Declined(StreamVerdict.Reason.TOO_MANY);
        return switch (description.mediaAddress(stream)) {
            case MediaAddress.Ip(InetAddress address) -> relayed(description, stream, address);
            case MediaAddress.Name _ -> new StreamVerdict.Declined(StreamVerdict.Reason.HOST_NAME);
            case MediaAddress.Absent _ -> new StreamVerdict.Declined(StreamVerdict.Reason.NO_ADDRESS);
            case MediaAddress.Unusable _ -> new StreamVerdict.Declined(StreamVerdict.Reason.ADDRESS);
        };
    }

    private static StreamVerdict relayed(SessionDescription description, MediaDescription stream, InetAddress address) {
        var rtp = new InetSocketAddress(address, stream.port());
        var rtcp = rtcp(description, stream, rtp);
        if (rtcp.equals(rtp)) return new StreamVerdict.Declined(StreamVerdict.Reason.ADDRESS);
        var direction = description.direction(stream);
        boolean mayReceive = direction.mayReceive() && !address.isAnyLocalAddress();
        return new StreamVerdict.Relayed(
                new RemoteEnd(rtp, rtcp, direction.maySend(), mayReceive),
                Direction.of(direction.maySend(), mayReceive));
    }

    /// Where RTCP goes. An `a=rtcp` that cannot be used counts as none: sound matters more than
    /// reports. Answers `rtp` when there is no port for it.
    private static InetSocketAddress rtcp(
            SessionDescription description, MediaDescription stream, InetSocketAddress rtp) {
        var said = description.rtcp(stream).orElse(null);
        if (said instanceof Rtcp(int port, MediaAddress.Ip(InetAddress address))) {
            var rtcp = new InetSocketAddress(address, port);
            if (!rtcp.equals(rtp)) return rtcp;
        }
        return stream.port() == 65_535 ? rtp : new InetSocketAddress(rtp.getAddress(), stream.port() + 1);
    }

    private static boolean isAboutOneOf(List<String> formats, Attribute attribute) {
        for (int i = 0; i < formats.size(); i++) {
            if (attribute.isAbout(formats.get(i))) return true;
        }
        return false;
    }

    private static boolean hasPayloadType(List<String> formats) {
        for (int i = 0; i < formats.size(); i++) {
            if (isPayloadType(formats.get(i))) return true;
        }
        return false;
    }

    static boolean isPayloadType(String format) {
        if (format.isEmpty() || format.length() > 3) return false;
        int n = 0;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c < '0' || c > '9') return false;
            n = n * 10 + (c - '0');
        }
        return n <= 127;
    }

    /// True when a media attribute passes. What does not: names of who made the description, ICE, keys and
    /// fingerprints, grouping and mux, header extensions, what we say ourselves (direction, `a=rtcp`), what nobody
    /// listed, what is about a format that the `m=` line has not, and `a=rtcp-fb` without AVPF (RFC 4585 §4.2).
    boolean passes(Attribute attribute, MediaDescription stream) {
        String name = attribute.name();
        if (!mediaAttributes.contains(name)) return false;
        return switch (name) {
            case "rtpmap", "fmtp" -> isAboutOneOf(stream.formats(), attribute);
            case "rtcp-fb" ->
                stream.proto().endsWith("F") && (attribute.isAbout("*") || isAboutOneOf(stream.formats(), attribute));
            default -> true;
        };
    }

    /// True when a session attribute passes.
    boolean passes(Attribute attribute) {
        return sessionAttributes.contains(attribute.name());
    }
}
