package org.demarc.net.websocket;

import org.jspecify.annotations.Nullable;

/// What comes out of a stream of frames: RFC 6455 sections 5 and 7.
public sealed interface Frame {
    int CONTINUATION = 0;
    int TEXT = 1;
    int BINARY = 2;
    int CLOSE = 8;
    int PING = 9;
    int PONG = 10;

    int NORMAL = 1000;
    int GOING_AWAY = 1001;
    int PROTOCOL_ERROR = 1002;
    int NOT_UTF8 = 1007;
    int TOO_BIG = 1009;
    /// No code came with the Close; never on the wire.
    int NO_CODE = 1005;

    /// A whole message, put together where it came in fragments. The array is the receiver's.
    record Message(byte[] octets) implements Frame {}

    record Ping(byte[] octets) implements Frame {}

    record Pong() implements Frame {}

    /// The peer wants to close.
    record Close(int code) implements Frame {}

    /// A rule was broken: the connection is closed with this code.
    record Failed(int code, String why) implements Frame {}

    /// Nothing whole.
    record More() implements Frame {}

    /// A frame on the wire, whole and final.
    ///
    /// @param mask of four octets for what a client sends, null for what a server sends
    static byte[] encode(int opcode, byte[] octets, int length, byte @Nullable [] mask) {
        int extended = length < 126 ? 0 : length < 1 << 16 ? 2 : 8;
        int head = 2 + extended + (mask == null ? 0 : 4);
        byte[] frame = new byte[head + length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) ((mask == null ? 0 : 0x80) | (extended == 0 ? length : extended == 2 ? 126 : 127));
        for (int i = 0; i < extended; i++) {
            int shift = 8 * (extended - 1 - i);
            frame[2 + i] = (byte) (shift > 31 ? 0 : length >> shift);
        }
        System.arraycopy(octets, 0, frame, head, length);
        if (mask != null) {
            System.arraycopy(mask, 0, frame, head - 4, 4);
            for (int i = 0; i < length; i++) frame[head + i] ^= mask[i & 3];
        }
        return frame;
    }

    /// A Close with a code and no words.
    static byte[] close(int code, byte @Nullable [] mask) {
        byte[] body = code == NO_CODE ? new byte[0] : new byte[] {(byte) (code >> 8), (byte) code};
        return encode(CLOSE, body, body.length, mask);
    }
}
