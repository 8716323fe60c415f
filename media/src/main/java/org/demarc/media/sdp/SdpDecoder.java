package org.demarc.media.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an `application/sdp` body, RFC 8866 §9. It throws for no input.
///
/// More is read than the grammar allows where the meaning stays clear: lines ended by LF, no line end
/// at the end, empty lines at the end, an empty or missing `s=` (read as `-`), a missing `t=` (read as
/// `0 0`), more than one space between subfields, spaces at the end, lines of one section in another
/// order, `m=` with port 0 and no format. What could be meant in two ways is malformed: a type letter
/// that does not exist or does not belong there (RFC 8866 §5), two `v= o= s=` or session-level `c=`
/// lines, a CR within a line, a port above 65535.
public final class SdpDecoder {
    private final byte[] octets;
    private final int end;
    private final SdpLimits limits;

    private int next;
    private int lineNumber;
    /// The line being read: its value is from..to, after `x=` and without line end.
    private int from;

    private int to;
    /// The subfield found last.
    private int wordFrom;

    private int wordTo;

    private @Nullable String why;

    private @Nullable Origin origin;
    private @Nullable String name;
    private @Nullable Connection connection;
    private List<Line> sessionLines = List.of();
    private List<Attribute> sessionAttributes = List.of();
    private boolean timed;

    private @Nullable Media current;
    private final ArrayList<Line> lines = new ArrayList<>(4);
    private final ArrayList<Attribute> attributes = new ArrayList<>(16);
    private final ArrayList<Connection> connections = new ArrayList<>(1);
    private final ArrayList<MediaDescription> media = new ArrayList<>(2);

    /// The `m=` line being followed by its section.
    private record Media(String type, int port, int portCount, String proto, List<String> formats) {}

    private SdpDecoder(byte[] octets, int from, int to, SdpLimits limits) {
        this.octets = octets;
        this.next = from;
        this.end = to;
        this.limits = limits;
    }

    /// As [#decode(byte[], int, int, SdpLimits)] of the whole array with the usual limits.
    public static Decoded decode(byte[] octets) {
        return decode(octets, 0, octets.length, SdpLimits.DEFAULT);
    }

    /// Reads the octets from `from` to `to`.
    public static Decoded decode(byte[] octets, int from, int to, SdpLimits limits) {
        if (to - from > limits.octets()) return new Decoded.Malformed(0, "longer than " + limits.octets() + " octets");
        return new SdpDecoder(octets, from, to, limits).read();
    }

    private Decoded read() {
        while (why == null && next < end) {
            char type = line();
            if (type != 0) take(type);
        }
        if (why == null && lineNumber == 0) fail("empty body");
        if (why == null && origin == null) fail("no o= line");
        String failure = why;
        if (failure != null || origin == null) return new Decoded.Malformed(lineNumber, failure == null ? "" : failure);
        endSection();
        return new Decoded.Parsed(new SessionDescription(
                origin, name == null ? "-" : name, sessionLines, connection, sessionAttributes, media));
    }

    private void fail(String reason) {
        if (why == null) why = reason;
    }

    /// Finds the next line. Answers its letter, 0 when there is none.
    private char line() {
        lineNumber++;
        if (lineNumber > limits.lines()) {
            fail("more than " + limits.lines() + " lines");
            return 0;
        }
        int start = next;
        int i = start;
        while (i < end) {
            byte octet = octets[i];
            if (octet >= 0 && octet <= '\r') { // control characters: few lines have any but the last two
                if (octet == '\n') break;
                if (octet == 0) {
                    fail("NUL");
                    return 0;
                }
                if (octet == '\r' && i + 1 < end && octets[i + 1] != '\n') {
                    fail("CR within a line");
                    return 0;
                }
            }
            i++;
        }
        next = Math.min(i + 1, end);
        int stop = i > start && octets[i - 1] == '\r' ? i - 1 : i;
        if (stop == start) {
            if (blankToTheEnd()) next = end;
            else fail("empty line");
            return 0;
        }
        if (stop - start > limits.lineOctets()) {
            fail("longer than " + limits.lineOctets() + " octets");
            return 0;
        }
        if (stop - start < 2 || octets[start + 1] != '=') {
            fail("a letter and = expected");
            return 0;
        }
        from = start + 2;
        to = stop;
        return (char) (octets[start] & 0xFF);
    }

    private boolean blankToTheEnd() {
        for (int i = next; i < end; i++) {
            if (octets[i] != '\r' && octets[i] != '\n') return false;
        }
        return true;
    }

    private void take(char type) {
        if (lineNumber == 1 && type != 'v') {
            fail("v= expected");
            return;
        }
        switch (type) {
            case 'v' -> version();
            case 'o' -> origin();
            case 's' -> name();
            case 'c' -> connection();
            case 'a' -> attribute();
            case 'm' -> media();
            case 't', 'r', 'z', 'i', 'u', 'e', 'p', 'b', 'k' -> other(type);
            default -> fail("no such type letter");
        }
    }

    private void version() {
        if (lineNumber != 1) fail("second v=");
        else if (to - from != 1 || octets[from] != '0') fail("version 0 expected");
    }

    private void origin() {
        if (current != null) fail("o= in a media description");
        else if (origin != null) fail("second o=");
        else {
            var user = word();
            var id = digits();
            var version = digits();
            var net = word();
            var type = word();
            var address = word();
            if (user == null
                    || id == null
                    || version == null
                    || net == null
                    || type == null
                    || address == null
                    || more()) {
                fail("o= has six subfields: username, two numbers, network, address type, address");
            } else {
                origin = new Origin(user, id, version, net, type, address);
            }
        }
    }

    private void name() {
        if (current != null) fail("s= in a media description");
        else if (name != null) fail("second s=");
        else name = from == to ? "-" : Words.of(octets, from, to);
    }

    private void connection() {
        var net = word();
        var type = word();
        var address = word();
        if (net == null || type == null || address == null || more()) {
            fail("c= has three subfields: network, address type, address");
            return;
        }
        var c = new Connection(net, type, address);
        if (current == null) {
            if (connection != null) fail("second c= of the session");
            else connection = c;
        } else if (connections.size() == limits.connections()) {
            fail("more than " + limits.connections() + " c= lines");
        } else {
            connections.add(c);
        }
    }

    private void attribute() {
        if (attributes.size() == limits.attributes()) {
            fail("more than " + limits.attributes() + " attributes");
            return;
        }
        int colon = from;
        while (colon < to && octets[colon] != ':') colon++;
        if (colon == from) {
            fail("attribute without name");
        } else if (colon < to) {
            attributes.add(new Attribute(Words.of(octets, from, colon), Words.of(octets, colon + 1, to)));
        } else {
            int stop = to;
            while (stop > from + 1 && octets[stop - 1] == ' ') stop--; // "a=sendonly " is a hold all the same
            attributes.add(new Attribute(Words.of(octets, from, stop), null));
        }
    }

    private void media() {
        if (media.size() + (current == null ? 0 : 1) == limits.media()) {
            fail("more than " + limits.media() + " m= lines");
            return;
        }
        endSection();
        var type = word();
        int port = -1;
        int portCount = 0;
        if (findWord()) {
            int slash = wordFrom;
            while (slash < wordTo && octets[slash] != '/') slash++;
            port = number(wordFrom, slash, 65_535);
            if (slash < wordTo) portCount = number(slash + 1, wordTo, 65_535);
        }
        var proto = word();
        if (type == null || port < 0 || portCount < 0 || proto == null) {
            fail("m= has a media type, a port 0..65535, a protocol and formats");
            return;
        }
        var formats = new ArrayList<String>(8);
        while (findWord()) {
            if (formats.size() == limits.formats()) {
                fail("more than " + limits.formats() + " formats");
                return;
            }
            formats.add(Words.format(octets, wordFrom, wordTo));
        }
        if (formats.isEmpty() && port == 0) formats.add("0");
        if (formats.isEmpty() || more()) fail("format expected");
        else current = new Media(type, port, portCount, proto, formats);
    }

    private void other(char type) {
        if (current != null && !Line.inMedia(type)) fail("a line of the session after m=");
        else {
            timed |= type == 't';
            lines.add(new Line(type, Words.of(octets, from, to)));
        }
    }

    /// Closes the session section at the first `m=`, each media section at the next, the last at the end.
    private void endSection() {
        var m = current;
        if (m == null) {
            if (!timed) lines.add(Line.UNBOUNDED);
            sessionLines = List.copyOf(lines);
            sessionAttributes = List.copyOf(attributes);
        } else {
            media.add(new MediaDescription(
                    m.type, m.port, m.portCount, m.proto, m.formats, lines, connections, attributes));
        }
        lines.clear();
        attributes.clear();
        connections.clear();
    }

    private @Nullable String word() {
        return findWord() ? Words.of(octets, wordFrom, wordTo) : null;
    }

    private @Nullable String digits() {
        if (!findWord()) return null;
        for (int i = wordFrom; i < wordTo; i++) {
            if (!Text.isDigit(octets[i])) return null;
        }
        return Words.of(octets, wordFrom, wordTo);
    }

    private int number(int start, int stop, int max) {
        if (start >= stop) return -1;
        long n = 0;
        for (int i = start; i < stop; i++) {
            if (!Text.isDigit(octets[i])) return -1;
            n = n * 10 + (octets[i] - '0');
            if (n > max) return -1;
        }
        return (int) n;
    }

    /// Finds the next subfield of the line. False at the end of the line, and before a control
    /// character: then [#more] is true, and no line is good that has more than it should.
    private boolean findWord() {
        while (from < to && octets[from] == ' ') from++;
        int i = from;
        while (i < to && octets[i] != ' ') {
            int octet = octets[i] & 0xFF;
            if (octet < ' ' || octet == 0x7F) return false;
            i++;
        }
        if (i == from) return false;
        wordFrom = from;
        wordTo = i;
        from = i;
        return true;
    }

    private boolean more() {
        while (from < to && octets[from] == ' ') from++;
        return from < to;
    }
}
