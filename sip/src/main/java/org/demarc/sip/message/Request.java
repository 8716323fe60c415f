package org.demarc.sip.message;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A request, RFC 3261 §7.1.
public final class Request extends SipMessage {
    private final Method method;
    private @Nullable Field<Uri> requestUri;

    Request(byte[] octets, WireIndex index) {
        super(octets, index);
        Method known = index.method;
        if (known == null) {
            throw new IllegalArgumentException("a request has a method");
        }
        this.method = known;
    }

    /// The same in no more memory than it needs, for one that waits to be sent again.
    public Request kept() {
        return new Request(Arrays.copyOf(octets, length()), index.trimmed());
    }

    /// For decoders: the message that the octets are, whose index they have made.
    public static Request ofWire(byte[] octets, WireIndex index) {
        return new Request(octets, index);
    }

    /// A request with that request line; a text that would break the line is the caller's mistake.
    public static MessageBuilder<Request> builder(Method method, String requestUri) {
        return MessageBuilder.request(method, requestUri);
    }

    /// A builder that starts from this request and keeps byte for byte what it is not told to change.
    public MessageEditor<Request> edit() {
        return new MessageEditor<>(this, Request::new);
    }

    public Method method() {
        return method;
    }

    /// The Request-URI as written.
    public String requestUriText() {
        return Ascii.text(octets, index.textStart, index.textEnd);
    }

    public Field<Uri> requestUriField() {
        Field<Uri> known = requestUri;
        if (known == null) {
            requestUri = known = Uri.parse(new Cursor(octets, index.textStart, index.textEnd));
        }
        return known;
    }

    /// The Request-URI, which the UAS checked (`RequestCheck`).
    public Uri requestUri() {
        return switch (requestUriField()) {
            case Field.Present<Uri>(Uri uri) -> uri;
            case Field.Malformed<Uri>(String why) -> throw new IllegalStateException("Request-URI not checked: " + why);
            case Field.Absent<Uri> _ -> throw new IllegalStateException("no Request-URI");
        };
    }

    /// With this Via above the others: what an element does before it sends the request on.
    public Request withTopVia(Via via) {
        return edit().prepend(HeaderName.VIA, via.toString()).build();
    }

    /// With `received` and `rport` in the topmost Via as the server adds them: RFC 3261 §18.2.1, RFC 3581 §4.
    /// The same object when nothing is to be added. What a sender wrote there itself is replaced.
    public Request receivedFrom(InetAddress source, int port) {
        ViaView via = topView();
        if (via == null) {
            return this;
        }
        boolean rport = via.rportEnd > 0;
        if (!rport && via.receivedEnd == 0 && isSentBy(via, source)) {
            return this;
        }
        var text = new StringBuilder(48);
        int from = via.hostEnd;
        // The two parameters are cut out or filled where they stand; a new received goes behind the last parameter.
        boolean receivedFirst = via.receivedEnd > 0 && (!rport || via.receivedStart < via.rportStart);
        if (receivedFirst) {
            append(text, from, via.receivedStart);
            from = via.receivedEnd;
        }
        if (rport) {
            append(text, from, via.rportEnd);
            text.append('=').append(port);
            from = via.rportValueEnd;
        }
        if (via.receivedEnd > 0 && !receivedFirst) {
            append(text, from, via.receivedStart);
            from = via.receivedEnd;
        }
        append(text, from, via.end);
        if (rport || !isSentBy(via, source)) {
            text.append(";received=").append(IpText.text(source));
        }
        return spliced(via.hostEnd, via.end, text.toString());
    }

    private void append(StringBuilder text, int from, int to) {
        text.append(new String(octets, from, to - from, StandardCharsets.ISO_8859_1));
    }

    private boolean isSentBy(ViaView via, InetAddress source) {
        int from = via.hostStart;
        int to = via.hostEnd;
        byte[] host = octets[from] == '[' ? IpText.parse6(octets, from + 1, to - 1) : IpText.parse4(octets, from, to);
        return host != null && Arrays.equals(plain(host), source.getAddress());
    }

    /// An IPv4 address in the clothes of IPv6 without them, as `InetAddress` has it.
    private static byte[] plain(byte[] address) {
        if (address.length == 16
                && address[10] == -1
                && address[11] == -1
                && Arrays.equals(address, 0, 10, new byte[10], 0, 10)) {
            return java.util.Arrays.copyOfRange(address, 12, 16);
        }
        return address;
    }

    /// This request with the octets `[from, to)`, which lie inside one field's value, replaced.
    private Request spliced(int from, int to, String text) {
        byte[] inserted = text.getBytes(StandardCharsets.ISO_8859_1);
        int by = inserted.length - (to - from);
        byte[] changed = new byte[length() + by];
        System.arraycopy(octets, 0, changed, 0, from);
        System.arraycopy(inserted, 0, changed, from, inserted.length);
        System.arraycopy(octets, to, changed, to + by, length() - to);
        var moved = new WireIndex(index.count);
        moved.request(method, index.textStart, index.textEnd);
        for (int i = 0; i < index.count; i++) {
            moved.fields[i] = WireIndex.moved(index.fields[i], from, by);
        }
        moved.count = index.count;
        moved.body(index.bodyOffset + by, index.bodyLength);
        return new Request(changed, moved);
    }
}
