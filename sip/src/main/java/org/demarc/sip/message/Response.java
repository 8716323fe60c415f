package org.demarc.sip.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A response, RFC 3261 §7.2.
public final class Response extends SipMessage {
    Response(byte[] octets, WireIndex index) {
        super(octets, index);
    }

    /// The same in little more memory than it needs, for one that waits to be sent again.
    public Response kept() {
        boolean tight = octets.length - length() < length() / 4;
        return new Response(tight ? octets : Arrays.copyOf(octets, length()), index.trimmed());
    }

    /// For decoders: the message that the octets are, whose index they have made.
    public static Response ofWire(byte[] octets, WireIndex index) {
        return new Response(octets, index);
    }

    /// A response with that status line; a text that would break the line is the caller's mistake.
    public static MessageBuilder<Response> builder(int status, String reason) {
        return MessageBuilder.response(status, reason);
    }

    /// What every response to the request carries, RFC 3261 §8.2.6.2: all Via, From, To, Call-ID and CSeq,
    /// octet for octet, and Timestamp in a 100 (§8.2.6.1). To gets the tag when the request has none there.
    public static MessageBuilder<Response> answering(
            Request request, int status, String reason, @Nullable String toTag) {
        var builder = builder(status, reason);
        builder.copyAll(request, HeaderName.VIA).copyAll(request, HeaderName.FROM);
        if (toTag != null && request.toTag().isEmpty()) {
            builder.copyWithTag(request, HeaderName.TO, toTag);
        } else {
            builder.copyAll(request, HeaderName.TO);
        }
        builder.copyAll(request, HeaderName.CALL_ID).copyAll(request, HeaderName.CSEQ);
        if (status == 100) {
            builder.copyAll(request, HeaderName.TIMESTAMP);
        }
        return builder;
    }

    /// A builder that starts from this response and keeps byte for byte what it is not told to change.
    public MessageEditor<Response> edit() {
        return new MessageEditor<>(this, Response::new);
    }

    /// With this Via in place of the topmost one; those below it stay octet for octet.
    public Response withTopVia(Via via) {
        int i = find(HeaderName.VIA, 0);
        var top = new ViaView();
        int end = i < 0 ? 0 : WireIndex.end(index.fields[i]);
        if (i < 0 || !top.read(octets, WireIndex.valueStart(index.fields[i]), end)) {
            throw new IllegalStateException("no topmost Via: not checked by the decoder");
        }
        return edit().replaceFirst(HeaderName.VIA, via + Unfold.text(octets, top.end, end))
                .build();
    }

    /// 100..699.
    public int status() {
        return index.status;
    }

    /// The reason phrase, which may be "".
    public String reason() {
        return Ascii.text(octets, index.textStart, index.textEnd);
    }

    public boolean isProvisional() {
        return index.status < 200;
    }

    public boolean isSuccess() {
        return index.status >= 200 && index.status < 300;
    }

    public boolean isFinal() {
        return index.status >= 200;
    }
}
