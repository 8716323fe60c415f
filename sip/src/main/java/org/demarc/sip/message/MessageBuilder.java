package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiFunction;

/// Writes a message field by field into the array that is sent, and its index beside it. Used once, by one
/// thread.
///
/// A value that would break its line is the caller's mistake and an exception. Content-Length is written by
/// [#build()] and by nobody else.
public final class MessageBuilder<M extends SipMessage> {
    private static final byte[] NO_BODY = new byte[0];
    private static final int USUAL_HEAD = 640;

    private final BiFunction<byte[], WireIndex, M> finish;
    private final WireIndex index = new WireIndex(24);
    private byte[] out = new byte[USUAL_HEAD];
    private int length;
    private byte[] body = NO_BODY;
    private boolean keepsContentLength;

    MessageBuilder(BiFunction<byte[], WireIndex, M> finish) {
        this.finish = finish;
    }

    static MessageBuilder<Request> request(Method method, String requestUri) {
        var builder = new MessageBuilder<>(Request::new);
        return builder.requestLine(method, requestUri);
    }

    static MessageBuilder<Response> response(int status, String reason) {
        if (status < 100 || status > 699) {
            throw new IllegalArgumentException("status 100..699 expected: " + status);
        }
        var builder = new MessageBuilder<>(Response::new);
        builder.ascii("SIP/2.0 ").number(status).octet(' ');
        int from = builder.length;
        builder.text(reason);
        builder.index.response(status, from, builder.length);
        builder.ascii("\r\n");
        return builder;
    }

    /// Starts with the start line of a message.
    MessageBuilder<M> startLine(SipMessage from) {
        WireIndex source = from.index;
        int end = source.textEnd;
        while (from.octets[end] != '\r') {
            end++;
        }
        octets(from.octets, 0, end + 2);
        index.method = source.method;
        index.status = source.status;
        index.textStart = source.textStart;
        index.textEnd = source.textEnd;
        return this;
    }

    MessageBuilder<M> requestLine(Method method, String requestUri) {
        for (int i = 0; i < requestUri.length(); i++) {
            char c = requestUri.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("a Request-URI has no white space, control or other character");
            }
        }
        if (requestUri.isEmpty()) {
            throw new IllegalArgumentException("a Request-URI is expected");
        }
        ascii(method.name()).octet(' ');
        int from = length;
        ascii(requestUri);
        index.request(method, from, length);
        return ascii(" SIP/2.0\r\n");
    }

    /// A field line under the header's canonical name.
    public MessageBuilder<M> add(HeaderName name, String value) {
        int start = begin(name);
        int colon = length - 2;
        text(value);
        return end(name, start, colon);
    }

    /// A field line whose value is written octet for octet.
    public MessageBuilder<M> add(HeaderName name, byte[] value) {
        int start = begin(name);
        int colon = length - 2;
        for (byte octet : value) {
            if (octet == '\r' || octet == '\n' || octet == 0) {
                throw new IllegalArgumentException(name + ": a value holds no CR, LF or NUL");
            }
        }
        octets(value, 0, value.length);
        return end(name, start, colon);
    }

    public MessageBuilder<M> add(HeaderName name, long value) {
        int start = begin(name);
        int colon = length - 2;
        number(value);
        return end(name, start, colon);
    }

    public <T> MessageBuilder<M> add(HeaderType<T> type, T value) {
        return add(type.name(), type.write(value));
    }

    /// All field lines of that name, octet for octet, their spelling and folds included.
    public MessageBuilder<M> copyAll(SipMessage from, HeaderName name) {
        for (int i = from.find(name, 0); i >= 0; i = from.find(name, i + 1)) {
            copy(from, i);
        }
        return this;
    }

    /// The field line number `i` of a message, octet for octet.
    public MessageBuilder<M> copyField(SipMessage from, int i) {
        if (i < 0 || i >= from.index.count) {
            throw new IllegalArgumentException("field 0.." + (from.index.count - 1) + " expected: " + i);
        }
        if (WireIndex.id(from.index.fields[i]) != HeaderName.CONTENT_LENGTH.id) {
            copy(from, i);
        }
        return this;
    }

    void copy(SipMessage from, int i) {
        long field = from.index.fields[i];
        int start = WireIndex.start(field);
        int end = WireIndex.end(field);
        int to = length;
        octets(from.octets, start, end);
        octet('\r').octet('\n');
        index.add(WireIndex.id(field), to, to + WireIndex.colon(field) - start, to + end - start);
    }

    /// As [#copy(SipMessage, int)], of Content-Length too.
    void copyContentLength(SipMessage from, int i) {
        copy(from, i);
        keepsContentLength = true;
    }

    void copyWithTag(SipMessage from, HeaderName name, String tag) {
        if (!Ascii.isToken(tag)) {
            throw new IllegalArgumentException("a tag is a token");
        }
        int i = from.find(name, 0);
        if (i < 0) {
            return;
        }
        long field = from.index.fields[i];
        int start = WireIndex.start(field);
        int end = Unfold.trimEnd(from.octets, start, WireIndex.end(field));
        int to = length;
        octets(from.octets, start, end);
        ascii(";tag=").ascii(tag);
        index.add(WireIndex.id(field), to, to + WireIndex.colon(field) - start, length);
        octet('\r').octet('\n');
    }

    /// The body with its Content-Type.
    public MessageBuilder<M> body(String contentType, byte[] content) {
        add(HeaderName.CONTENT_TYPE, contentType);
        body = content;
        return this;
    }

    /// The body with its type, and its disposition and id when it has them.
    public MessageBuilder<M> body(Body content) {
        for (RawField field : content.fields()) {
            add(HeaderName.of(field.name()), field.value());
        }
        body = content.content();
        return this;
    }

    void bodyOctets(byte[] octets) {
        body = octets;
    }

    /// The message: Content-Length, the empty line and the body are written, and the array is used as it is.
    public M build() {
        if (!keepsContentLength) {
            add0(HeaderName.CONTENT_LENGTH, body.length);
        }
        exactRoom(2 + body.length);
        octet('\r').octet('\n');
        int offset = length;
        octets(body, 0, body.length);
        if (length > Limits.MAX_MESSAGE) {
            throw new IllegalArgumentException("a message has at most " + Limits.MAX_MESSAGE + " octets");
        }
        index.body(offset, body.length);
        return finish.apply(out, index);
    }

    private void add0(HeaderName name, long value) {
        int start = length;
        ascii(name.canonical());
        int colon = length;
        octet(':').octet(' ');
        number(value);
        end(name, start, colon);
    }

    private int begin(HeaderName name) {
        if (name.id == HeaderName.CONTENT_LENGTH.id) {
            throw new IllegalArgumentException("Content-Length is written by build()");
        }
        int start = length;
        ascii(name.canonical());
        octet(':').octet(' ');
        return start;
    }

    private MessageBuilder<M> end(HeaderName name, int start, int colon) {
        index.add(name.id, start, colon, length);
        return octet('\r').octet('\n');
    }

    private MessageBuilder<M> octet(char c) {
        room(1);
        out[length++] = (byte) c;
        return this;
    }

    private void octets(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, out, length, end - start);
        length += end - start;
    }

    private MessageBuilder<M> ascii(String text) {
        int n = text.length();
        room(n);
        for (int i = 0; i < n; i++) {
            out[length + i] = (byte) text.charAt(i);
        }
        length += n;
        return this;
    }

    private MessageBuilder<M> number(long value) {
        return ascii(Long.toString(value));
    }

    private void text(String text) {
        int n = text.length();
        room(n);
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("a line holds no CR, LF or NUL");
            }
            if (c > 0x7f) {
                byte[] rest = text.substring(i).getBytes(StandardCharsets.UTF_8);
                for (byte octet : rest) {
                    if (octet == '\r' || octet == '\n' || octet == 0) {
                        throw new IllegalArgumentException("a line holds no CR, LF or NUL");
                    }
                }
                length += i;
                octets(rest, 0, rest.length);
                return;
            }
            out[length + i] = (byte) c;
        }
        length += n;
    }

    /// For the last that is written: nothing is left over.
    private void exactRoom(int more) {
        if (length + more > out.length) {
            out = Arrays.copyOf(out, length + more);
        }
    }

    private void room(int more) {
        if (length + more > out.length) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
        }
    }
}
