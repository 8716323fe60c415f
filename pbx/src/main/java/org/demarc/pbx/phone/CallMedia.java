package org.demarc.pbx.phone;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.demarc.media.rtp.G711;
import org.demarc.media.sdp.Attribute;
import org.demarc.media.sdp.Connection;
import org.demarc.media.sdp.Decoded;
import org.demarc.media.sdp.Direction;
import org.demarc.media.sdp.Line;
import org.demarc.media.sdp.MediaAddress;
import org.demarc.media.sdp.MediaDescription;
import org.demarc.media.sdp.Origin;
import org.demarc.media.sdp.RtpMap;
import org.demarc.media.sdp.SdpDecoder;
import org.demarc.media.sdp.SdpEncoder;
import org.demarc.media.sdp.SessionDescription;
import org.demarc.pbx.voice.Aim;
import org.demarc.pbx.voice.Heard;
import org.demarc.pbx.voice.PhonePort;
import org.demarc.sip.ua.Content;
import org.jspecify.annotations.Nullable;

/// Offer and answer of one call (RFC 3264) and the port behind them: one audio stream, G.711 with
/// telephone-event.
final class CallMedia {
    private static final String TELEPHONE_EVENT = "101";

    /// What comes of an offer.
    sealed interface Answer {
        /// The answer to send.
        record Given(Content sdp) implements Answer {}

        /// No answer is possible.
        record Refused(int status, String reason) implements Answer {}
    }

    /// The audio stream of a description that we can take part in.
    private record Usable(int index, MediaDescription stream, String format, G711 codec, InetAddress address) {}

    private final PhonePort port;
    private final String sessionId;
    private final InetAddress local;
    private int version;
    private @Nullable SessionDescription sent;
    private int audio;
    private boolean holding;
    private boolean heldByPeer;
    private @Nullable Aim agreed;

    /// @param sessionId the id in our `o=` lines
    CallMedia(PhonePort port, long sessionId) {
        this.port = port;
        this.sessionId = Long.toString(sessionId);
        this.local = port.rtp().getAddress();
    }

    /// Says what the next offers and answers want: to hold the other side, or to talk.
    void hold(boolean on) {
        holding = on;
    }

    boolean holding() {
        return holding;
    }

    /// True while the other side does not want to hear us.
    boolean heldByPeer() {
        return heldByPeer;
    }

    private Direction wanted() {
        return holding ? Direction.SENDONLY : Direction.SENDRECV;
    }

    /// An offer of ours. The streams of an earlier exchange stay in their places (RFC 3264 section 8).
    Content offer() {
        MediaDescription own = MediaDescription.of(
                        "audio", port.rtp().getPort(), "RTP/AVP", List.of("0", "8", TELEPHONE_EVENT))
                .withAttributes(List.of(
                        Attribute.of("rtpmap", "0 PCMU/8000"),
                        Attribute.of("rtpmap", "8 PCMA/8000"),
                        Attribute.of("rtpmap", TELEPHONE_EVENT + " telephone-event/8000"),
                        Attribute.of("fmtp", TELEPHONE_EVENT + " 0-15"),
                        Attribute.of("ptime", "20"),
                        wanted().attribute()));
        SessionDescription before = sent;
        List<MediaDescription> streams = before == null ? new ArrayList<>(1) : new ArrayList<>(before.media());
        if (before == null) streams.add(own);
        else streams.set(audio, own);
        return Content.sdp(encode(streams));
    }

    /// Answers an offer of the peer; `begin` follows it, once the answer is sent.
    Answer answer(byte[] offer) {
        if (!(SdpDecoder.decode(offer) instanceof Decoded.Parsed(SessionDescription theirs))) {
            return new Answer.Refused(400, "Bad SDP");
        }
        Usable usable = usable(theirs);
        if (usable == null) return new Answer.Refused(488, "Not Acceptable Here");
        List<MediaDescription> streams = new ArrayList<>(theirs.media().size());
        for (int i = 0; i < theirs.media().size(); i++) {
            MediaDescription stream = theirs.media().get(i);
            streams.add(
                    i == usable.index()
                            ? accepted(theirs, usable)
                            : MediaDescription.of(stream.type(), 0, stream.proto(), stream.formats()));
        }
        audio = usable.index();
        byte[] answer = encode(streams);
        Direction peer = theirs.direction(usable.stream());
        heldByPeer = !peer.mayReceive() || theirs.isAddressHeld(usable.stream());
        agreed = aim(theirs, usable, peer);
        return new Answer.Given(Content.sdp(answer));
    }

    private MediaDescription accepted(SessionDescription theirs, Usable usable) {
        List<String> formats = new ArrayList<>(2);
        List<Attribute> attributes = new ArrayList<>(5);
        formats.add(usable.format());
        attributes.add(Attribute.of("rtpmap", usable.format() + " " + usable.codec() + "/8000"));
        OptionalInt event = usable.stream().telephoneEvent();
        if (event.isPresent()) {
            String format = Integer.toString(event.getAsInt());
            formats.add(format);
            attributes.add(Attribute.of("rtpmap", format + " telephone-event/8000"));
            attributes.add(Attribute.of("fmtp", format + " 0-15"));
        }
        attributes.add(Attribute.of("ptime", "20"));
        attributes.add(
                theirs.direction(usable.stream()).reversed().and(wanted()).attribute());
        return MediaDescription.of("audio", port.rtp().getPort(), "RTP/AVP", formats)
                .withAttributes(attributes);
    }

    /// Takes the peer's answer to our last offer, and follows it.
    ///
    /// @return why it cannot be used; null when all is well
    @Nullable
    String answered(byte[] answer) {
        if (!(SdpDecoder.decode(answer) instanceof Decoded.Parsed(SessionDescription theirs))) {
            return "the answer is no SDP";
        }
        SessionDescription own = sent;
        if (own == null || theirs.media().size() != own.media().size()) {
            return "the answer has another number of streams than the offer";
        }
        Usable usable = usable(theirs);
        if (usable == null || usable.index() != audio) return "the answer refuses the audio stream";
        Direction peer = theirs.direction(usable.stream());
        if (!holding) heldByPeer = !peer.mayReceive();
        agreed = aim(theirs, usable, peer);
        begin();
        return null;
    }

    private Aim aim(SessionDescription theirs, Usable usable, Direction peer) {
        boolean reachable = !theirs.isAddressHeld(usable.stream());
        return new Aim(
                new InetSocketAddress(usable.address(), usable.stream().port()),
                usable.codec(),
                payloadType(usable.format()),
                peer.mayReceive() && reachable,
                peer.maySend() && wanted().mayReceive());
    }

    /// Media flows as agreed last; nothing before anything was.
    void begin() {
        Aim aim = agreed;
        if (aim != null) port.aim(aim);
    }

    private static int payloadType(String format) {
        return Integer.parseInt(format); // a format that has a map is a number 0..127
    }

    /// The first audio stream over plain RTP with a G.711 codec.
    private @Nullable Usable usable(SessionDescription theirs) {
        for (int i = 0; i < theirs.media().size(); i++) {
            MediaDescription stream = theirs.media().get(i);
            if (stream.isRefused()
                    || !stream.type().equals("audio")
                    || !stream.proto().equals("RTP/AVP")) continue;
            if (!(theirs.mediaAddress(stream) instanceof MediaAddress.Ip(InetAddress address))) continue;
            if (address.getClass() != local.getClass()) continue;
            for (String format : stream.formats()) {
                G711 codec = codec(stream.rtpMap(format));
                if (codec != null) return new Usable(i, stream, format, codec, address);
            }
        }
        return null;
    }

    private static @Nullable G711 codec(Optional<RtpMap> map) {
        if (map.isEmpty() || map.get().clockRate() != 8000 || map.get().channels() != 1) return null;
        for (G711 codec : G711.values()) {
            if (map.get().encoding().equalsIgnoreCase(codec.name())) return codec;
        }
        return null;
    }

    /// Writes our description; the version goes up when something changed (RFC 3264 section 8).
    private byte[] encode(List<MediaDescription> streams) {
        SessionDescription before = sent;
        SessionDescription next = describe(streams);
        if (before != null && !next.equals(before)) {
            version++;
            next = describe(streams);
        }
        sent = next;
        return SdpEncoder.encode(next);
    }

    private SessionDescription describe(List<MediaDescription> streams) {
        Connection connection = Connection.of(local);
        var origin = new Origin(
                "-", sessionId, Integer.toString(version), "IN", connection.addrType(), connection.address());
        return new SessionDescription(origin, "-", List.of(Line.UNBOUNDED), connection, List.of(), streams);
    }

    Heard heard() {
        return port.heard();
    }

    void close() {
        port.close();
    }
}
