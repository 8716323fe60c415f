package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A SIP message: its octets as on the wire and an index of its fields. Immutable. A received and a built
/// message are the same thing; typed values are read when asked for.
public abstract sealed class SipMessage permits Request, Response {
    private static final int SHOWN = 4_096;

    final byte[] octets;
    final WireIndex index;

    // Read from the octets when first asked for; equal whoever computes them, so they need no order between threads.
    private @Nullable String callId;
    private @Nullable String fromTag;
    private @Nullable String toTag;
    private @Nullable String topBranch;
    private @Nullable ViaView topView;
    private @Nullable Via topVia;
    private @Nullable Method cseqMethod;
    private long cseq = -2;

    SipMessage(byte[] octets, WireIndex index) {
        this.octets = octets;
        this.index = index;
    }

    /// The octets as they are sent, [#length()] of them; the array may be longer, is shared, and never changes.
    public byte[] wire() {
        return octets;
    }

    public int length() {
        return index.bodyOffset + index.bodyLength;
    }

    /// The first value of a list header, or the only value; a second field of a single-value header is malformed.
    public <T> Field<T> header(HeaderType<T> type) {
        int i = find(type.name(), 0);
        if (i < 0) {
            return new Field.Absent<>();
        }
        Cursor cursor = cursor(i);
        if (type.isList()) {
            return type.first(cursor);
        }
        return find(type.name(), i + 1) >= 0
                ? new Field.Malformed<>(type.name() + ": stands more than once")
                : type.only(cursor);
    }

    /// Every value in order, comma lists split, several field lines combined.
    public <T> Fields<T> all(HeaderType<T> type) {
        int i = find(type.name(), 0);
        if (i < 0) {
            return new Fields.Values<>(List.of());
        }
        var values = new ArrayList<T>();
        while (i >= 0) {
            String wrong = type.addAll(cursor(i), values);
            if (wrong != null) {
                return new Fields.Malformed<>(wrong);
            }
            i = find(type.name(), i + 1);
        }
        return new Fields.Values<>(values);
    }

    /// Checks field lines of one message by their grammars; makes no values.
    public static final class FieldCheck {
        private final WireIndex index;
        private final Cursor cursor;

        private FieldCheck(SipMessage message) {
            index = message.index;
            cursor = new Cursor(message.octets, 0, 0, true);
        }

        /// What is wrong with the field line `i`, 0-based, as one of that header; null when nothing is.
        public @Nullable String wrongAt(int i, HeaderType<?> type) {
            cursor.over(WireIndex.valueStart(index.fields[i]), WireIndex.end(index.fields[i]));
            return type.check(cursor);
        }
    }

    public FieldCheck fieldCheck() {
        return new FieldCheck(this);
    }

    /// Commas in the value of the field line `i`, which is no less than its values minus one.
    public int commasAt(int i) {
        int commas = 0;
        for (int at = WireIndex.valueStart(index.fields[i]); at < WireIndex.end(index.fields[i]); at++) {
            commas += octets[at] == ',' ? 1 : 0;
        }
        return commas;
    }

    /// The value of the field line `i` is `*`.
    public boolean isStarAt(int i) {
        int start = Unfold.trimStart(octets, WireIndex.valueStart(index.fields[i]), WireIndex.end(index.fields[i]));
        return start < WireIndex.end(index.fields[i]) && octets[start] == '*';
    }

    /// The number of the name of the field line `i`: [HeaderName#id()].
    public int idAt(int i) {
        return WireIndex.id(index.fields[i]);
    }

    /// The value of the first field line of that name, unfolded and trimmed.
    public @Nullable String raw(HeaderName name) {
        int i = find(name, 0);
        return i < 0 ? null : value(i);
    }

    /// One value for each field line of that name.
    public List<String> rawAll(HeaderName name) {
        var values = new ArrayList<String>();
        for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
            values.add(value(i));
        }
        return values;
    }

    public boolean has(HeaderName name) {
        return find(name, 0) >= 0;
    }

    /// All field lines in order.
    public List<RawField> fields() {
        var fields = new ArrayList<RawField>(index.count);
        for (int i = 0; i < index.count; i++) {
            fields.add(new RawField(nameAsWritten(i), value(i)));
        }
        return fields;
    }

    /// The header name of the field line `i`, 0-based; a name that is not known keeps its spelling.
    public HeaderName nameAt(int i) {
        HeaderName known = HeaderName.byId(WireIndex.id(index.fields[i]));
        return known != null ? known : HeaderName.of(nameAsWritten(i));
    }

    public int fieldCount() {
        return index.count;
    }

    /// "" when the field is absent, as only a malformed message has it.
    public String callId() {
        String known = callId;
        if (known == null) {
            String value = raw(HeaderName.CALL_ID);
            callId = known = value == null ? "" : value;
        }
        return known;
    }

    /// The tag of From; "" when there is none.
    public String fromTag() {
        String known = fromTag;
        if (known == null) {
            fromTag = known = tag(HeaderName.FROM);
        }
        return known;
    }

    /// The tag of To; "" when there is none.
    public String toTag() {
        String known = toTag;
        if (known == null) {
            toTag = known = tag(HeaderName.TO);
        }
        return known;
    }

    /// The sequence number of CSeq; -1 when it cannot be read.
    public long cseq() {
        if (cseq == -2) {
            readCSeq();
        }
        return cseq;
    }

    /// The method of CSeq; that of the request line for a request whose CSeq cannot be read.
    public Method cseqMethod() {
        if (cseqMethod == null) {
            readCSeq();
        }
        Method method = cseqMethod != null ? cseqMethod : index.method;
        if (method == null) {
            throw new IllegalStateException("CSeq was not checked by the decoder");
        }
        return method;
    }

    private void readCSeq() {
        int i = find(HeaderName.CSEQ, 0);
        long number = -1;
        if (i >= 0) {
            Cursor c = cursor(i);
            c.skipWhite();
            number = c.number();
            c.skipWhite();
            int from = c.at;
            int to = Ascii.span(Ascii.TOKEN, octets, from, c.end);
            if (number >= 0 && to > from) {
                cseqMethod = Method.read(octets, from, to);
            }
        }
        cseq = number;
    }

    /// The branch parameter of the topmost Via; "" when there is none.
    public String topBranch() {
        String known = topBranch;
        if (known == null) {
            ViaView view = topView();
            known = view != null && view.branchEnd > view.branchStart
                    ? Ascii.text(octets, view.branchStart, view.branchEnd)
                    : "";
            topBranch = known;
        }
        return known;
    }

    /// Whether the topmost Via names this sent-by (RFC 3261 section 18.1.2, catalogue TRN-022): the host in any case,
    /// and the port, which need not be written where it is the usual one.
    ///
    /// @param sentBy host, and port behind a colon
    public boolean isSentBy(String sentBy, int usualPort) {
        ViaView view = topView();
        if (view == null) return false;
        int length = view.hostEnd - view.hostStart;
        if (sentBy.length() < length) return false;
        for (int i = 0; i < length; i++) {
            if (Ascii.lower(octets[view.hostStart + i]) != Ascii.lower(sentBy.charAt(i))) return false;
        }
        int port = usualPort;
        if (sentBy.length() > length) {
            if (sentBy.charAt(length) != ':') return false;
            port = Integer.parseInt(sentBy, length + 1, sentBy.length(), 10);
        }
        return port == (view.port < 0 ? usualPort : view.port);
    }

    /// Where the parts of the topmost Via stand; null when there is none that can be read.
    @Nullable
    ViaView topView() {
        ViaView known = topView;
        if (known == null) {
            int i = find(HeaderName.VIA, 0);
            if (i < 0) {
                return null;
            }
            var view = new ViaView();
            if (!view.read(octets, WireIndex.valueStart(index.fields[i]), WireIndex.end(index.fields[i]))) {
                return null;
            }
            topView = known = view;
        }
        return known;
    }

    /// The topmost Via, which the decoder checked.
    public Via topVia() {
        Via known = topVia;
        if (known == null) {
            ViaView view = topView();
            known = view == null ? null : Via.at(octets, view);
            if (known == null) throw new IllegalStateException("no Via that can be read: not checked by the decoder");
            topVia = known;
        }
        return known;
    }

    public int bodyOffset() {
        return index.bodyOffset;
    }

    public int bodyLength() {
        return index.bodyLength;
    }

    /// A copy of the body.
    public byte[] bodyBytes() {
        return Arrays.copyOfRange(octets, index.bodyOffset, length());
    }

    public boolean hasBody() {
        return index.bodyLength > 0;
    }

    /// The body as a tree; a multipart that cannot be read is one opaque part. The body's own type and
    /// disposition are those of the message.
    public Body body() {
        return MultipartCodec.of(this);
    }

    int find(HeaderName name, int from) {
        long[] fields = index.fields;
        int id = name.id;
        for (int i = from; i < index.count; i++) {
            if (((int) fields[i] & 0xff) == id && (id != 0 || isNamed(fields[i], name))) {
                return i;
            }
        }
        return -1;
    }

    private boolean isNamed(long field, HeaderName name) {
        return Ascii.equalsIgnoreCase(octets, WireIndex.start(field), nameEnd(field), name.lower());
    }

    private int nameEnd(long field) {
        return Ascii.span(Ascii.TOKEN, octets, WireIndex.start(field), WireIndex.colon(field));
    }

    String nameAsWritten(int i) {
        return Ascii.text(octets, WireIndex.start(index.fields[i]), nameEnd(index.fields[i]));
    }

    String value(int i) {
        return Unfold.text(octets, WireIndex.valueStart(index.fields[i]), WireIndex.end(index.fields[i]));
    }

    Cursor cursor(int i) {
        return new Cursor(octets, WireIndex.valueStart(index.fields[i]), WireIndex.end(index.fields[i]));
    }

    /// The tag parameter behind the URI, found without reading the URI.
    private String tag(HeaderName name) {
        int i = find(name, 0);
        if (i < 0) {
            return "";
        }
        int at = WireIndex.valueStart(index.fields[i]);
        int end = WireIndex.end(index.fields[i]);
        boolean quoted = false;
        boolean bracket = false;
        while (at < end) {
            int c = octets[at++];
            if (c == '"' && !bracket) {
                quoted = !quoted;
            } else if (quoted) {
                at += c == '\\' ? 1 : 0;
            } else if (c == '<') {
                bracket = true;
            } else if (c == '>') {
                bracket = false;
            } else if (c == ';' && !bracket) {
                int from = Unfold.trimStart(octets, at, end);
                int nameEnd = Ascii.span(Ascii.TOKEN, octets, from, end);
                if (Ascii.equalsIgnoreCase(octets, from, nameEnd, "tag")) {
                    int equals = Unfold.trimStart(octets, nameEnd, end);
                    if (equals < end && octets[equals] == '=') {
                        int start = Unfold.trimStart(octets, equals + 1, end);
                        return Ascii.text(octets, start, Ascii.span(Ascii.TOKEN, octets, start, end));
                    }
                    return "";
                }
                at = nameEnd;
            }
        }
        return "";
    }

    /// For people: UTF-8, CRLF as line ends, other control characters as `\xNN`, and no more than 4096 octets.
    @Override
    public String toString() {
        int shown = Math.min(length(), SHOWN);
        String text = new String(octets, 0, shown, StandardCharsets.UTF_8);
        var out = new StringBuilder(text.length() + 32);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                out.append('\n');
                i++;
            } else if ((c < ' ' && c != '\t') || (c >= 0x7f && c < 0xa0) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format("\\x%02x", (int) c));
            } else {
                out.append(c);
            }
        }
        if (shown < length()) {
            out.append("\n... ").append(length() - shown).append(" more octets");
        }
        return out.toString();
    }
}
