package org.demarc.sip.codec;

import java.util.Arrays;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Syntax;
import org.jspecify.annotations.Nullable;

/// Decodes a stream of octets that comes in pieces of any size: RFC 3261 §7.5, §18.3, RFC 5626 §3.5.1. One for
/// each connection, used by one thread. What comes out does not depend on how the octets were split.
///
/// After a fault that leaves it unknown where the next message begins, [#broken()] is true: the connection is
/// closed.
public final class StreamDecoder {
    private static final int FIRST_BUFFER = 2048;

    private final Limits limits;
    private byte[] buffer = new byte[0];
    private int start;
    private int end;
    /// Where the search for the end of the head goes on.
    private int searched;
    /// The head of the message whose body is awaited.
    private @Nullable HeadScanner pending;

    private boolean halfPing;
    private boolean broken;

    public StreamDecoder(Limits limits) {
        this.limits = limits;
    }

    /// Takes the octets `[from, from + length)`, which are copied. Call [#next()] until it wants more before
    /// feeding again: then no more than one message and one piece are kept.
    public void feed(byte[] octets, int from, int length) {
        if (broken) {
            return;
        }
        room(length);
        System.arraycopy(octets, from, buffer, end, length);
        end += length;
    }

    private void room(int more) {
        if (start == end) {
            start = searched = end = 0;
        }
        if (end + more <= buffer.length) {
            return;
        }
        int kept = end - start;
        byte[] target = kept + more <= buffer.length
                ? buffer
                : new byte
                        [Math.max(
                                FIRST_BUFFER,
                                Math.max(kept + more, Math.min(2 * buffer.length, limits.messageSize())))];
        System.arraycopy(buffer, start, target, 0, kept);
        buffer = target;
        searched -= start;
        start = 0;
        end = kept;
    }

    /// Framing is lost: nothing more will be decoded.
    public boolean broken() {
        return broken;
    }

    /// Octets kept for what is not whole yet.
    public int kept() {
        return end - start;
    }

    /// The next message, keep-alive or fault; `NeedMore` when all octets are used up or wait for others.
    ///
    /// CRLF CRLF between messages is two keep-alives: the first no ping, the second one.
    public Decoded next() {
        if (broken) {
            return new Decoded.NeedMore();
        }
        HeadScanner head = pending;
        if (head == null) {
            Decoded early = beforeMessage();
            if (early != null) {
                return early;
            }
            int headEnd = headEnd();
            if (broken) {
                return new Decoded.Malformed(400, "line without CR LF in the head", null);
            }
            if (headEnd < 0) {
                return end - start > limits.headSize() ? lost(headOf(end)) : new Decoded.NeedMore();
            }
            head = headOf(headEnd);
            String reason = !head.hasLength()
                    ? "Content-Length is missing"
                    : head.contentLength > limits.messageSize() - (headEnd - start) ? "body too large" : "";
            if (!reason.isEmpty()) {
                head.fault(head.hasLength() ? 413 : 400, reason);
            }
            if (!reason.isEmpty() || head.isTorn()) {
                return lost(head);
            }
            pending = head;
        }
        int length = head.headLength() + (int) head.contentLength;
        return end - start < length ? new Decoded.NeedMore() : whole(head, length);
    }

    /// A keep-alive, or octets that begin no message; null when a message begins.
    private @Nullable Decoded beforeMessage() {
        if (start == end) {
            return new Decoded.NeedMore();
        }
        if (buffer[start] != '\r') {
            halfPing = false;
            if (Syntax.tokenEnd(buffer, start, start + 1) == start) { // neither a method nor a version
                broken = true;
                return new Decoded.Malformed(400, "no start line", null);
            }
            return null;
        }
        if (end - start == 1) {
            return new Decoded.NeedMore();
        }
        if (buffer[start + 1] != '\n') {
            broken = true;
            return new Decoded.Malformed(400, "CR without LF before a message", null);
        }
        start += 2;
        searched = start;
        boolean ping = halfPing;
        halfPing = !halfPing;
        return new Decoded.KeepAlive(2, ping);
    }

    /// Behind CRLF CRLF, relative to nothing but the buffer; -1 when it has not come yet. Each octet is
    /// looked at once.
    private int headEnd() {
        int i = Math.max(searched, start);
        while (i < end) {
            if (buffer[i] == '\n') {
                if (i == start || buffer[i - 1] != '\r') {
                    broken = true;
                    return -1;
                }
                if (i - start >= 3 && buffer[i - 2] == '\n') {
                    searched = i + 1;
                    return i + 1;
                }
            }
            i++;
        }
        searched = i;
        return -1;
    }

    private HeadScanner headOf(int headEnd) {
        var scanner = new HeadScanner(limits, buffer, start, headEnd);
        scanner.scan();
        return scanner;
    }

    private Decoded lost(HeadScanner head) {
        broken = true;
        head.fault(513, "header fields too large");
        Decoded.Malformed malformed = head.malformed(Arrays.copyOfRange(buffer, start, end));
        buffer = new byte[0];
        start = end = searched = 0;
        return malformed;
    }

    private Decoded whole(HeadScanner head, int length) {
        byte[] octets = Arrays.copyOfRange(buffer, start, start + length);
        start += length;
        searched = start;
        pending = null;
        if (!head.isSound()) {
            return head.malformed(octets);
        }
        head.index.body(head.headLength(), (int) head.contentLength);
        return new Decoded.Complete(MessageDecoder.message(head, octets), length);
    }
}
