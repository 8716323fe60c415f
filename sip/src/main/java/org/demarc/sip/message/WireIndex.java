package org.demarc.sip.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where the parts of a message lie in its octets: one `long` for each field line. The decoder and the builder
/// fill it, the message owns it from then on.
///
/// A field, from high bits to low: end of the line without its CRLF (20 bits), start of the line (20), offset
/// of the colon from the start (16), number of the header name (8).
public final class WireIndex {
    private static final int OFFSET = (1 << 20) - 1;

    long[] fields;
    int count;
    /// For a request, null for a response.
    @Nullable
    Method method;
    /// Request-URI or reason phrase.
    int textStart;

    int textEnd;
    int status;
    int bodyOffset;
    int bodyLength;

    public WireIndex(int fieldsExpected) {
        fields = new long[fieldsExpected];
    }

    /// A request line; the method lies at `[methodAt, methodEnd)` of the octets.
    public void request(byte[] octets, int methodAt, int methodEnd, int uriStart, int uriEnd) {
        method = Method.read(octets, methodAt, methodEnd);
        textStart = uriStart;
        textEnd = uriEnd;
    }

    void request(Method requestMethod, int uriStart, int uriEnd) {
        method = requestMethod;
        textStart = uriStart;
        textEnd = uriEnd;
    }

    public void response(int code, int reasonStart, int reasonEnd) {
        status = code;
        textStart = reasonStart;
        textEnd = reasonEnd;
    }

    /// A field line from `start` to its CRLF at `end` of octets whose message begins at `base`; answers the
    /// recognised name, null when not known.
    public @Nullable HeaderName field(byte[] octets, int base, int start, int nameEnd, int colon, int end) {
        HeaderName name = HeaderName.recognise(octets, start, nameEnd);
        add(name == null ? 0 : name.id, start - base, colon - base, end - base);
        return name;
    }

    void add(int id, int start, int colon, int end) {
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, 2 * count);
        }
        fields[count++] = (long) end << 44 | (long) start << 24 | (long) Math.min(colon - start, 0xffff) << 8 | id;
    }

    public void body(int offset, int length) {
        bodyOffset = offset;
        bodyLength = length;
    }

    public int count() {
        return count;
    }

    /// The method, null for a response and for a start line that could not be read.
    public @Nullable Method method() {
        return method;
    }

    /// A copy without room for more.
    WireIndex trimmed() {
        var copy = new WireIndex(0);
        copy.fields = Arrays.copyOf(fields, count);
        copy.count = count;
        copy.method = method;
        copy.textStart = textStart;
        copy.textEnd = textEnd;
        copy.status = status;
        copy.bodyOffset = bodyOffset;
        copy.bodyLength = bodyLength;
        return copy;
    }

    static int id(long field) {
        return (int) field & 0xff;
    }

    static int start(long field) {
        return (int) (field >>> 24) & OFFSET;
    }

    static int colon(long field) {
        return start(field) + ((int) (field >>> 8) & 0xffff);
    }

    static int valueStart(long field) {
        return colon(field) + 1;
    }

    static int end(long field) {
        return (int) (field >>> 44);
    }

    /// The same field after the octets behind `at` moved by `by`.
    static long moved(long field, int at, int by) {
        long moved = field;
        if (start(field) > at) {
            moved += (long) by << 24;
        }
        if (end(field) >= at) {
            moved += (long) by << 44;
        }
        return moved;
    }
}
