package org.demarc.net.websocket;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decodes frames that come in pieces of any size; what comes out does not depend on how they were split. One
/// for each connection, used by one thread. After `Close` or `Failed` there is nothing but `More`.
public final class FrameDecoder {
    private static final int CONTROL = 8; // bit of the opcodes of control frames
    private static final int LONGEST_CONTROL = 125;
    private static final byte[] NOTHING = {};

    private final boolean masked;
    private final int largest;
    private byte[] buffer = NOTHING;
    private int start;
    private int end;
    private byte[] fragments = NOTHING; // room for the message that has begun
    private int gathered;
    private boolean inside; // a message
    private boolean text;
    private boolean over;

    /// @param masked whether frames must be masked, as those of clients, or must not
    /// @param largest message in octets
    public FrameDecoder(boolean masked, int largest) {
        this.masked = masked;
        this.largest = largest;
    }

    /// Takes the octets, which are copied.
    public void feed(byte[] octets, int from, int length) {
        if (over) return;
        int kept = end - start;
        if (end + length > buffer.length) {
            byte[] room = kept + length <= buffer.length
                    ? buffer
                    : new byte[Math.max(kept + length, Math.min(2 * buffer.length, largest))];
            System.arraycopy(buffer, start, room, 0, kept);
            buffer = room;
            start = 0;
            end = kept;
        }
        System.arraycopy(octets, from, buffer, end, length);
        end += length;
    }

    /// Octets kept for what is not whole yet; at least one inside a message.
    public int kept() {
        return end - start + gathered + (inside ? 1 : 0);
    }

    /// The next of what came.
    public Frame next() {
        while (!over && end - start >= 2) {
            boolean last = (buffer[start] & 0x80) != 0;
            int opcode = buffer[start] & 0x0f;
            int code = buffer[start + 1] & 0x7f;
            String fault = fault(last, opcode, code);
            if (!fault.isEmpty()) return failed(Frame.PROTOCOL_ERROR, fault);
            int extended = code < 126 ? 0 : code == 126 ? 2 : 8;
            int head = 2 + extended + (masked ? 4 : 0);
            if (end - start < 2 + extended) return new Frame.More();
            long length = length(code, extended);
            if (length < 0) return failed(Frame.PROTOCOL_ERROR, "length not in its shortest form");
            if (length + (opcode < CONTROL ? gathered : 0) > largest) return failed(Frame.TOO_BIG, "message too large");
            if (end - start < head + length) return new Frame.More();
            byte[] octets = taken(head, (int) length);
            Frame whole = opcode < CONTROL ? data(last, opcode, octets) : control(opcode, octets);
            if (whole != null) return whole;
        }
        return new Frame.More();
    }

    private String fault(boolean last, int opcode, int code) {
        if ((buffer[start] & 0x70) != 0) return "reserved bits are set";
        if (((buffer[start + 1] & 0x80) != 0) != masked) return masked ? "frame is not masked" : "frame is masked";
        return switch (opcode) {
            case Frame.CONTINUATION -> !inside ? "continuation of nothing" : "";
            case Frame.TEXT, Frame.BINARY -> inside ? "message inside a message" : "";
            case Frame.CLOSE, Frame.PING, Frame.PONG ->
                !last ? "control frame in fragments" : code > LONGEST_CONTROL ? "control frame too long" : "";
            default -> "unknown opcode";
        };
    }

    /// -1 when it is longer than it needs to be written, or negative.
    private long length(int code, int extended) {
        if (extended == 0) return code;
        long length = 0;
        for (int i = 0; i < extended; i++) length = length << 8 | (buffer[start + 2 + i] & 0xff);
        return length < (extended == 2 ? 126 : 1 << 16) ? -1 : length;
    }

    private byte[] taken(int head, int length) {
        int from = start + head;
        byte[] octets = Arrays.copyOfRange(buffer, from, from + length);
        if (masked) {
            for (int i = 0; i < length; i++) octets[i] ^= buffer[from - 4 + (i & 3)];
        }
        start = from + length;
        if (start == end) {
            start = end = 0;
            buffer = NOTHING;
        }
        return octets;
    }

    /// Null while fragments are missing.
    private @Nullable Frame data(boolean last, int opcode, byte[] octets) {
        if (opcode != Frame.CONTINUATION) text = opcode == Frame.TEXT;
        byte[] whole = octets;
        if (!last || inside) {
            gather(octets);
            if (!last) return null;
            whole = Arrays.copyOf(fragments, gathered);
            forgetFragments();
        }
        if (text && !Utf8.is(whole, 0, whole.length)) return failed(Frame.NOT_UTF8, "text is not UTF-8");
        return new Frame.Message(whole);
    }

    private void gather(byte[] octets) {
        inside = true;
        if (gathered + octets.length > fragments.length) // doubled: fragments may be of one octet each
        fragments = Arrays.copyOf(fragments, Math.max(gathered + octets.length, 2 * fragments.length));
        System.arraycopy(octets, 0, fragments, gathered, octets.length);
        gathered += octets.length;
    }

    private void forgetFragments() {
        inside = false;
        gathered = 0;
        fragments = NOTHING;
    }

    private Frame control(int opcode, byte[] octets) {
        if (opcode == Frame.PING) return new Frame.Ping(octets);
        if (opcode == Frame.PONG) return new Frame.Pong();
        if (octets.length == 0) return closed(Frame.NO_CODE);
        if (octets.length == 1) return failed(Frame.PROTOCOL_ERROR, "half a close code");
        int code = (octets[0] & 0xff) << 8 | (octets[1] & 0xff);
        if (!mayBeSent(code)) return failed(Frame.PROTOCOL_ERROR, "close code that nobody sends");
        if (!Utf8.is(octets, 2, octets.length - 2)) return failed(Frame.NOT_UTF8, "close reason is not UTF-8");
        return closed(code);
    }

    /// RFC 6455 section 7.4, and what was registered since.
    private static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006)
                || (code >= 3000 && code <= 4999);
    }

    private Frame closed(int code) {
        forget();
        return new Frame.Close(code);
    }

    private Frame failed(int code, String why) {
        forget();
        return new Frame.Failed(code, why);
    }

    private void forget() {
        over = true;
        buffer = NOTHING;
        start = end = 0;
        forgetFragments();
    }
}
