package org.demarc.media.offer;

import java.util.ArrayList;
import java.util.List;
import org.demarc.media.sdp.Attribute;
import org.demarc.media.sdp.Connection;
import org.demarc.media.sdp.Direction;
import org.demarc.media.sdp.Line;
import org.demarc.media.sdp.MediaDescription;
import org.demarc.media.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/// Makes, from what the peer of one leg says, what the other leg says for it: the same streams and
/// formats, nothing of its addresses, keys and names. Holds no state: that of each leg is in its
/// [OfferAnswer].
public final class SdpRewriter {
    private final StreamPolicy policy;

    public SdpRewriter(StreamPolicy policy) {
        this.policy = policy;
    }

    public StreamPolicy policy() {
        return policy;
    }

    /// The offer for leg `to`. Streams keep their place: a declined one has port 0, and so have those
    /// that `to` had in earlier descriptions and `from` has not (RFC 3264 §8).
    ///
    /// @param from the offer received on the other leg
    /// @param streams the verdicts on it
    /// @param ports our ports facing `to`
    public SessionDescription offer(
            SessionDescription from, List<StreamVerdict> streams, LocalPort.ByStream ports, OfferAnswer to) {
        var media = new ArrayList<MediaDescription>(from.media().size());
        for (int i = 0; i < from.media().size(); i++) {
            var stream = from.media().get(i);
            var port = ports.at(i);
            if (port != null && streams.get(i) instanceof StreamVerdict.Relayed(RemoteEnd _, Direction direction)) {
                media.add(relayed(stream, stream.proto(), direction, port));
            } else {
                media.add(declined(stream));
            }
        }
        var before = to.lastSent();
        if (before != null) {
            for (int i = media.size(); i < before.media().size(); i++) {
                media.add(declined(before.media().get(i)));
            }
        }
        return session(from, List.of(Line.UNBOUNDED), media, ports, to);
    }

    /// The answer for leg `to`, which has an offer to answer: as many streams, in the same order, with
    /// its protocols, and directions that answer its directions, whatever the other peer made of them
    /// (RFC 3264 §6).
    ///
    /// @param from the answer received on the other leg
    /// @param streams the verdicts on it
    /// @param ports our ports facing `to`
    public SessionDescription answer(
            SessionDescription from, List<StreamVerdict> streams, LocalPort.ByStream ports, OfferAnswer to) {
        var offer = to.offerToAnswer();
        var media = new ArrayList<MediaDescription>(offer.media().size());
        for (int i = 0; i < offer.media().size(); i++) {
            var offered = offer.media().get(i);
            var port = ports.at(i);
            if (!offered.isRefused()
                    && port != null
                    && i < from.media().size()
                    && streams.get(i) instanceof StreamVerdict.Relayed(RemoteEnd _, Direction direction)
                    && from.media().get(i).type().equals(offered.type())) {
                var allowed = offer.direction(offered).reversed();
                media.add(relayed(from.media().get(i), offered.proto(), direction.and(allowed), port));
            } else {
                media.add(declined(offered));
            }
        }
        return session(from, times(offer), media, ports, to);
    }

    /// The answer that takes no stream of the offer that `to` has to answer.
    public SessionDescription declineAll(OfferAnswer to) {
        var offer = to.offerToAnswer();
        var media = new ArrayList<MediaDescription>(offer.media().size());
        for (var stream : offer.media()) media.add(declined(stream));
        return new SessionDescription(
                to.origin(), "-", times(offer), Connection.of(to.identity().address()), List.of(), media);
    }

    /// The t= line of the answer MUST equal that of the offer: RFC 3264 §6.
    private static List<Line> times(SessionDescription offer) {
        var lines = offer.lines();
        if (lines.size() == 1) return lines.getFirst().equals(Line.UNBOUNDED) ? List.of(Line.UNBOUNDED) : lines;
        var times = new ArrayList<Line>(lines.size());
        for (var line : lines) {
            if (line.type() == 't' || line.type() == 'r' || line.type() == 'z') times.add(line);
        }
        return times;
    }

    private SessionDescription session(
            SessionDescription from,
            List<Line> times,
            List<MediaDescription> media,
            LocalPort.ByStream ports,
            OfferAnswer to) {
        var address = to.identity().address();
        for (int i = 0; i < media.size(); i++) {
            var port = media.get(i).isRefused() ? null : ports.at(i);
            if (port != null) {
                address = port.rtp().getAddress();
                break;
            }
        }
        for (int i = 0; i < media.size(); i++) {
            var port = media.get(i).isRefused() ? null : ports.at(i);
            if (port != null && !port.rtp().getAddress().equals(address)) {
                var own = List.of(Connection.of(port.rtp().getAddress()));
                media.set(i, media.get(i).withConnections(own));
            }
        }
        List<Line> lines = times;
        for (var line : from.lines()) {
            if (line.type() == 'b' && policy.bandwidthTypes().contains(line.bandwidthType())) {
                if (lines.size() == times.size()) lines = new ArrayList<>(times);
                lines.add(line);
            }
        }
        var attributes = new ArrayList<Attribute>(0);
        for (var attribute : from.attributes()) {
            if (policy.passes(attribute)) attributes.add(attribute);
        }
        return new SessionDescription(to.origin(), "-", lines, Connection.of(address), attributes, media);
    }

    private MediaDescription relayed(MediaDescription stream, String proto, Direction direction, LocalPort port) {
        var attributes = new ArrayList<Attribute>(stream.attributes().size() + 2);
        for (var attribute : stream.attributes()) {
            if (policy.passes(attribute, stream)) attributes.add(attribute);
        }
        var rtcp = rtcp(port);
        if (rtcp != null) attributes.add(rtcp);
        attributes.add(direction.attribute());
        List<Line> lines = List.of();
        for (var line : stream.lines()) {
            if (line.type() == 'b' && policy.bandwidthTypes().contains(line.bandwidthType())) {
                if (lines.isEmpty()) lines = new ArrayList<>(2);
                lines.add(line);
            }
        }
        return new MediaDescription(
                stream.type(),
                port.rtp().getPort(),
                0,
                proto,
                payloadTypes(stream.formats()),
                lines,
                List.of(),
                attributes);
    }

    /// `a=rtcp` where it says something: another port than the next, or another address (RFC 3605).
    private static @Nullable Attribute rtcp(LocalPort port) {
        boolean sameAddress = port.rtcp().getAddress().equals(port.rtp().getAddress());
        if (sameAddress && port.rtcp().getPort() == port.rtp().getPort() + 1) return null;
        if (sameAddress)
            return Attribute.of("rtcp", Integer.toString(port.rtcp().getPort()));
        var c = Connection.of(port.rtcp().getAddress());
        return Attribute.of("rtcp", port.rtcp().getPort() + " " + c.netType() + " " + c.addrType() + " " + c.address());
    }

    private static List<String> payloadTypes(List<String> formats) {
        for (String format : formats) {
            if (!StreamPolicy.isPayloadType(format)) {
                return formats.stream().filter(StreamPolicy::isPayloadType).toList();
            }
        }
        return formats;
    }

    /// Place, type, protocol and one format are all that is left of a stream with port 0 (RFC 3264 §6, §8.2).
    private static MediaDescription declined(MediaDescription stream) {
        return MediaDescription.of(
                stream.type(), 0, stream.proto(), List.of(stream.formats().getFirst()));
    }
}
