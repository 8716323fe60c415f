package org.demarc.media.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a description in the line order of RFC 8866 §9, each line ended by CRLF. Its lists are walked by index: an
/// iterator for each of them is a cost on the call path.
public final class SdpEncoder {
    private final byte[] to;
    private int at;

    private SdpEncoder(byte[] to, int at) {
        this.to = to;
        this.at = at;
    }

    /// The body, in an array of its exact length.
    public static byte[] encode(SessionDescription description) {
        var octets = new byte[length(description)];
        encode(description, octets, 0);
        return octets;
    }

    /// Writes the body into `to` from `at` on; [#length] octets must fit.
    ///
    /// @return the index after the last octet written
    public static int encode(SessionDescription description, byte[] to, int at) {
        var encoder = new SdpEncoder(to, at);
        encoder.session(description);
        return encoder.at;
    }

    /// How many octets the body has.
    public static int length(SessionDescription d) {
        var o = d.origin();
        int n = "v=0\r\n".length();
        n += "o=".length() + o.username().length() + 1 + o.sessionId().length() + 1;
        n += o.sessionVersion().length()
                + 1
                + o.netType().length()
                + 1
                + o.addrType().length()
                + 1;
        n += o.address().length() + 2;
        n += 4 + d.name().length();
        n += lines(d.lines()) + attributes(d.attributes());
        if (d.connection() != null) n += length(d.connection());
        var media = d.media();
        for (int i = 0; i < media.size(); i++) {
            var m = media.get(i);
            n += "m=".length()
                    + m.type().length()
                    + 1
                    + digits(m.port())
                    + 1
                    + m.proto().length()
                    + 2;
            if (m.portCount() > 0) n += 1 + digits(m.portCount());
            var formats = m.formats();
            for (int f = 0; f < formats.size(); f++) n += 1 + formats.get(f).length();
            for (var c : m.connections()) n += length(c);
            n += lines(m.lines()) + attributes(m.attributes());
        }
        return n;
    }

    private static int lines(List<Line> lines) {
        int n = 0;
        for (int i = 0; i < lines.size(); i++) n += 4 + lines.get(i).value().length();
        return n;
    }

    private static int attributes(List<Attribute> attributes) {
        int n = 0;
        for (int i = 0; i < attributes.size(); i++) {
            var a = attributes.get(i);
            n += 4 + a.name().length();
            if (a.value() != null) n += 1 + a.value().length();
        }
        return n;
    }

    private static int length(Connection c) {
        return 4
                + c.netType().length()
                + 1
                + c.addrType().length()
                + 1
                + c.address().length();
    }

    private static int digits(int n) {
        int digits = 1;
        for (int rest = n; rest >= 10; rest /= 10) digits++;
        return digits;
    }

    private void session(SessionDescription d) {
        type('v');
        put('0');
        end();
        var o = d.origin();
        type('o');
        put(o.username());
        put(' ');
        put(o.sessionId());
        put(' ');
        put(o.sessionVersion());
        put(' ');
        put(o.netType());
        put(' ');
        put(o.addrType());
        put(' ');
        put(o.address());
        end();
        type('s');
        put(d.name());
        end();
        int next = before(d.lines(), 0);
        connection(d.connection());
        rest(d.lines(), next);
        attributesOf(d.attributes());
        for (int i = 0; i < d.media().size(); i++) media(d.media().get(i));
    }

    private void media(MediaDescription m) {
        type('m');
        put(m.type());
        put(' ');
        number(m.port());
        if (m.portCount() > 0) {
            put('/');
            number(m.portCount());
        }
        put(' ');
        put(m.proto());
        var formats = m.formats();
        for (int i = 0; i < formats.size(); i++) {
            put(' ');
            put(formats.get(i));
        }
        end();
        int next = before(m.lines(), 0);
        for (var c : m.connections()) connection(c);
        rest(m.lines(), next);
        attributesOf(m.attributes());
    }

    /// The lines that stand before `c=`; answers the index of the first that does not.
    private int before(List<Line> lines, int from) {
        int i = from;
        while (i < lines.size() && lines.get(i).rank() < Line.CONNECTION_RANK) line(lines.get(i++));
        return i;
    }

    private void rest(List<Line> lines, int from) {
        for (int i = from; i < lines.size(); i++) line(lines.get(i));
    }

    private void line(Line line) {
        type(line.type());
        put(line.value());
        end();
    }

    private void connection(@Nullable Connection c) {
        if (c == null) return;
        type('c');
        put(c.netType());
        put(' ');
        put(c.addrType());
        put(' ');
        put(c.address());
        end();
    }

    private void attributesOf(List<Attribute> attributes) {
        for (int i = 0; i < attributes.size(); i++) {
            var a = attributes.get(i);
            type('a');
            put(a.name());
            String value = a.value();
            if (value != null) {
                put(':');
                put(value);
            }
            end();
        }
    }

    private void type(char type) {
        to[at++] = (byte) type;
        to[at++] = '=';
    }

    private void end() {
        to[at++] = '\r';
        to[at++] = '\n';
    }

    private void put(char c) {
        to[at++] = (byte) c;
    }

    // The one copy that makes no array of its own; what it is deprecated for, cutting chars to octets, is what we mean:
    // no char here is above 255.
    @SuppressWarnings("deprecation")
    private void put(String text) {
        text.getBytes(0, text.length(), to, at);
        at += text.length();
    }

    private void number(int n) {
        int digits = digits(n);
        int rest = n;
        for (int i = at + digits - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at += digits;
    }
}
