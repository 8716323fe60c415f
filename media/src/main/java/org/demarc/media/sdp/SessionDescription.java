package org.demarc.media.sdp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A whole description, RFC 8866 §5. What is not understood is kept: `SdpEncoder.encode` of what
/// `SdpDecoder` read gives the same octets, if they were in the order of the grammar and ended by CRLF.
///
/// @param origin the `o=` line
/// @param name the session name, never empty: `-` when there is none
/// @param lines `i= u= e= p= b= t= r= z= k=` lines; there is always a `t=`
/// @param connection the session-level `c=` line
/// @param attributes session-level `a=` lines in order
/// @param media the streams, in order
public record SessionDescription(
        Origin origin,
        String name,
        List<Line> lines,
        @Nullable Connection connection,
        List<Attribute> attributes,
        List<MediaDescription> media) {

    public SessionDescription {
        if (name.isEmpty()) throw new IllegalArgumentException("empty session name");
        Text.value(name);
        lines = inOrder(lines, false);
        if (!hasTime(lines)) throw new IllegalArgumentException("no t= line");
        attributes = List.copyOf(attributes);
        media = List.copyOf(media);
    }

    private static boolean hasTime(List<Line> lines) {
        for (var line : lines) {
            if (line.type() == 't') return true;
        }
        return false;
    }

    public SessionDescription withOrigin(Origin origin) {
        return new SessionDescription(origin, name, lines, connection, attributes, media);
    }

    public SessionDescription withLines(List<Line> lines) {
        return new SessionDescription(origin, name, lines, connection, attributes, media);
    }

    public SessionDescription withConnection(@Nullable Connection connection) {
        return new SessionDescription(origin, name, lines, connection, attributes, media);
    }

    public SessionDescription withAttributes(List<Attribute> attributes) {
        return new SessionDescription(origin, name, lines, connection, attributes, media);
    }

    public SessionDescription withMedia(List<MediaDescription> media) {
        return new SessionDescription(origin, name, lines, connection, attributes, media);
    }

    /// The same with stream `index` replaced.
    public SessionDescription withMedia(int index, MediaDescription stream) {
        var changed = new ArrayList<>(media);
        changed.set(index, stream);
        return withMedia(changed);
    }

    /// The first session-level attribute of that name.
    public @Nullable Attribute attribute(String name) {
        return first(attributes, name);
    }

    /// Where the media of a stream goes: its own `c=` line, else the session's (RFC 8866 §5.7).
    public MediaAddress mediaAddress(MediaDescription stream) {
        var effective = stream.connections().isEmpty()
                ? connection
                : stream.connections().getFirst();
        return effective == null ? new MediaAddress.Absent() : effective.mediaAddress();
    }

    /// The direction of a stream: its own attribute, else the session's, else sendrecv (RFC 8866 §6.7).
    /// What the attributes say, whatever the address: see [#isAddressHeld].
    public Direction direction(MediaDescription stream) {
        var own = stream.ownDirection();
        if (own.isPresent()) return own.get();
        return direction(attributes).orElse(Direction.SENDRECV);
    }

    /// True when the address is `0.0.0.0` or `::`: nothing can be sent to the peer (RFC 3264 §8.4, hold
    /// of RFC 2543).
    public boolean isAddressHeld(MediaDescription stream) {
        return mediaAddress(stream) instanceof MediaAddress.Ip(InetAddress address) && address.isAnyLocalAddress();
    }

    /// Where RTCP goes: `a=rtcp` (RFC 3605), else the address of the media and the port above (RFC 3550 §11).
    ///
    /// @return empty when there is no such port or the `a=rtcp` line has another shape
    public Optional<Rtcp> rtcp(MediaDescription stream) {
        var attribute = stream.attribute("rtcp");
        if (attribute == null || attribute.value() == null) {
            int port = stream.port() + 1;
            return port > 65_535 ? Optional.empty() : Optional.of(new Rtcp(port, mediaAddress(stream)));
        }
        return Rtcp.parse(attribute.value(), mediaAddress(stream));
    }

    static @Nullable Attribute first(List<Attribute> attributes, String name) {
        for (var attribute : attributes) {
            if (attribute.name().equals(name)) return attribute;
        }
        return null;
    }

    static Optional<Direction> direction(List<Attribute> attributes) {
        for (var attribute : attributes) {
            var direction = attribute.value() == null ? Direction.of(attribute) : null;
            if (direction != null) return Optional.of(direction);
        }
        return Optional.empty();
    }

    /// The lines in the order of the grammar; lines of one kind keep theirs.
    static List<Line> inOrder(List<Line> lines, boolean media) {
        int last = 0;
        boolean sorted = true;
        for (var line : lines) {
            if (media && !Line.inMedia(line.type())) {
                throw new IllegalArgumentException(line.type() + "= in a media description");
            }
            sorted &= line.rank() >= last;
            last = line.rank();
        }
        if (sorted) return List.copyOf(lines);
        return lines.stream().sorted(Comparator.comparingInt(Line::rank)).toList();
    }
}
