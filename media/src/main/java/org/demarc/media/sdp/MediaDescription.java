package org.demarc.media.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// One `m=` line and what follows it, RFC 8866 §5.14.
///
/// @param type media type: `audio`, `video`, `image`, ...
/// @param port transport port, 0 for a stream that is refused or removed (RFC 3264 §6, §8.2)
/// @param portCount the number after `port/`, 0 when there is none
/// @param proto `RTP/AVP`, `RTP/SAVP`, `udptl`, ...
/// @param formats the format list, never empty: payload types for RTP, in order of preference
/// @param lines `i= b= k=` lines
/// @param connections `c=` lines: more than one only for layered multicast
/// @param attributes `a=` lines in order
public record MediaDescription(
        String type,
        int port,
        int portCount,
        String proto,
        List<String> formats,
        List<Line> lines,
        List<Connection> connections,
        List<Attribute> attributes) {

    public MediaDescription {
        Text.word(type);
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("port: " + port);
        if (portCount < 0) throw new IllegalArgumentException("number of ports: " + portCount);
        Text.word(proto);
        formats = List.copyOf(formats);
        if (formats.isEmpty()) throw new IllegalArgumentException("m= without format");
        for (String format : formats) Text.word(format);
        lines = SessionDescription.inOrder(lines, true);
        connections = List.copyOf(connections);
        attributes = List.copyOf(attributes);
    }

    /// A stream with formats and nothing else.
    public static MediaDescription of(String type, int port, String proto, List<String> formats) {
        return new MediaDescription(type, port, 0, proto, formats, List.of(), List.of(), List.of());
    }

    public MediaDescription withPort(int port) {
        return new MediaDescription(type, port, portCount, proto, formats, lines, connections, attributes);
    }

    public MediaDescription withFormats(List<String> formats) {
        return new MediaDescription(type, port, portCount, proto, formats, lines, connections, attributes);
    }

    public MediaDescription withProto(String proto) {
        return new MediaDescription(type, port, portCount, proto, formats, lines, connections, attributes);
    }

    public MediaDescription withConnections(List<Connection> connections) {
        return new MediaDescription(type, port, portCount, proto, formats, lines, connections, attributes);
    }

    public MediaDescription withAttributes(List<Attribute> attributes) {
        return new MediaDescription(type, port, portCount, proto, formats, lines, connections, attributes);
    }

    /// The same with `direction` in place of the direction attribute it has, or as the last attribute.
    public MediaDescription withDirection(Direction direction) {
        var changed = new ArrayList<Attribute>(attributes.size() + 1);
        boolean placed = false;
        for (var attribute : attributes) {
            if (Direction.of(attribute) == null) {
                changed.add(attribute);
            } else if (!placed) {
                changed.add(direction.attribute());
                placed = true;
            }
        }
        if (!placed) changed.add(direction.attribute());
        return withAttributes(changed);
    }

    /// True when the port is 0: nothing is sent or received (RFC 3264 §5.1).
    public boolean isRefused() {
        return port == 0;
    }

    /// The first attribute of that name.
    public @Nullable Attribute attribute(String name) {
        return SessionDescription.first(attributes, name);
    }

    /// True for RTP of any profile, secured or not, whatever carries it.
    public boolean isRtp() {
        return proto.startsWith("RTP/") || proto.contains("/RTP/");
    }

    /// The direction given at this level, if any: [SessionDescription#direction] knows the rest.
    public Optional<Direction> ownDirection() {
        return SessionDescription.direction(attributes);
    }

    /// What a payload type means here: its `a=rtpmap`, else the static table of RFC 3551. Found by
    /// number, wherever the line is.
    public Optional<RtpMap> rtpMap(int payloadType) {
        return payloadType < 0 || payloadType > 127 ? Optional.empty() : rtpMap(Words.number(payloadType));
    }

    /// As [#rtpMap(int)], for a format of the `m=` line.
    public Optional<RtpMap> rtpMap(String format) {
        for (var attribute : attributes) {
            if (attribute.name().equals("rtpmap") && attribute.isAbout(format)) {
                return RtpMap.parse(value(attribute));
            }
        }
        return RtpMap.ofStatic(Text.number(format, 0, format.length(), 127));
    }

    /// The parameters of `a=fmtp` for a payload type or other format, without the format itself (RFC
    /// 8866 §6.15).
    public Optional<String> fmtp(String format) {
        for (var attribute : attributes) {
            if (attribute.name().equals("fmtp") && attribute.isAbout(format)) {
                return Optional.of(value(attribute).substring(format.length() + 1));
            }
        }
        return Optional.empty();
    }

    /// As [#fmtp(String)].
    public Optional<String> fmtp(int payloadType) {
        return payloadType < 0 || payloadType > 127 ? Optional.empty() : fmtp(Words.number(payloadType));
    }

    /// `a=ptime` in milliseconds, fractions cut off (RFC 8866 §6.4). Empty when absent, zero or beyond
    /// one minute.
    public OptionalInt ptime() {
        return millis("ptime");
    }

    /// `a=maxptime` in milliseconds (RFC 8866 §6.5).
    public OptionalInt maxptime() {
        return millis("maxptime");
    }

    private OptionalInt millis(String name) {
        var attribute = attribute(name);
        if (attribute == null || attribute.value() == null) return OptionalInt.empty();
        String value = attribute.value();
        int end = 0;
        while (end < value.length() && Text.isDigit(value.charAt(end))) end++;
        int millis = Text.number(value, 0, end, 60_000);
        return millis <= 0 ? OptionalInt.empty() : OptionalInt.of(millis);
    }

    /// The first payload type of the format list that means telephone-event (RFC 4733).
    public OptionalInt telephoneEvent() {
        for (String format : formats) {
            var map = rtpMap(format);
            if (map.isPresent() && map.get().isTelephoneEvent()) {
                return OptionalInt.of(map.get().payloadType());
            }
        }
        return OptionalInt.empty();
    }

    private static String value(Attribute attribute) {
        String value = attribute.value();
        return value == null ? "" : value;
    }
}
