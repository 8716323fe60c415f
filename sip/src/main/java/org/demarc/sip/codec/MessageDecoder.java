package org.demarc.sip.codec;

import java.util.Arrays;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;

/// Decodes datagrams: one message each (RFC 3261 §18.3), or a keep-alive (RFC 5626 §3.5.1). Has no state.
public final class MessageDecoder {
    private final Limits limits;

    public MessageDecoder(Limits limits) {
        this.limits = limits;
    }

    /// What the first `length` octets are. The array becomes the message's own: the caller does not touch it
    /// again. Octets behind the body are ignored (RFC 3261 §18.3), a body shorter than Content-Length is
    /// malformed.
    public Decoded decode(byte[] octets, int length) {
        int blank = 0;
        while (blank + 1 < length && octets[blank] == '\r' && octets[blank + 1] == '\n') {
            blank += 2;
        }
        if (blank == length) {
            return length == 0
                    ? new Decoded.Malformed(0, "empty datagram", null)
                    : new Decoded.KeepAlive(length, length >= 4);
        }
        if (blank > 0) {
            byte[] rest = Arrays.copyOfRange(octets, blank, length);
            return shifted(decodeMessage(rest, rest.length), blank);
        }
        return decodeMessage(octets, length);
    }

    private static Decoded shifted(Decoded decoded, int by) {
        return decoded instanceof Decoded.Complete(SipMessage message, int used)
                ? new Decoded.Complete(message, used + by)
                : decoded;
    }

    private Decoded decodeMessage(byte[] octets, int length) {
        var scanner = new HeadScanner(limits, octets, 0, length);
        scanner.scan();
        if (scanner.isSound()) {
            check(scanner, length);
        }
        if (!scanner.isSound()) {
            return scanner.malformed(octets);
        }
        int bodyLength = scanner.hasLength() ? (int) scanner.contentLength : length - scanner.headEnd;
        scanner.index.body(scanner.headEnd, bodyLength);
        return new Decoded.Complete(message(scanner, octets), scanner.headEnd + bodyLength);
    }

    private void check(HeadScanner scanner, int length) {
        if (scanner.hasLength() && scanner.contentLength > length - scanner.headEnd) {
            scanner.fault(400, "Content-Length is larger than the datagram's body");
        } else if (length > limits.messageSize()) {
            scanner.fault(513, "message too large");
        }
    }

    static SipMessage message(HeadScanner scanner, byte[] octets) {
        return scanner.isResponse() ? Response.ofWire(octets, scanner.index) : Request.ofWire(octets, scanner.index);
    }
}
