package org.demarc.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The server of STUN that RFC 5626 section 8 asks for: Binding requests alone, without credentials (RFC
/// 8489).
final class Stun {
    static final int COOKIE = 0x2112A442;
    static final int HEADER = 20;

    private static final int REQUEST = 0x0001;
    private static final int SUCCESS = 0x0101;
    private static final int ERROR = 0x0111;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int ERROR_CODE = 0x0009;
    private static final int UNKNOWN_ATTRIBUTES = 0x000A;
    private static final int FINGERPRINT = 0x8028;
    private static final int FINGERPRINT_XOR = 0x5354554e;
    private static final int FIRST_OPTIONAL = 0x8000;
    private static final int MOST_UNKNOWN = 8;

    private Stun() {}

    /// The answer to a datagram; null when it is no sound Binding request.
    static byte @Nullable [] answer(byte[] request, InetSocketAddress source) {
        var in = ByteBuffer.wrap(request);
        if (request.length < HEADER
                || in.getShort(0) != REQUEST
                || (in.getShort(2) & 0xffff) != request.length - HEADER
                || in.getInt(4) != COOKIE) return null;
        var unknown = new ArrayList<Integer>();
        for (int at = HEADER; at < request.length; ) {
            if (at + 4 > request.length) return null;
            int type = in.getShort(at) & 0xffff;
            int length = in.getShort(at + 2) & 0xffff;
            int next = at + 4 + ((length + 3) & ~3);
            if (next > request.length) return null;
            if (type == FINGERPRINT
                    && (length != 4 || next != request.length || !isPrint(request, at, in.getInt(at + 4)))) return null;
            if (type < FIRST_OPTIONAL && !isUnderstood(type) && unknown.size() < MOST_UNKNOWN) unknown.add(type);
            at = next;
        }
        return unknown.isEmpty() ? success(request, source) : refusal(request, unknown);
    }

    private static boolean isPrint(byte[] request, int at, int print) {
        var crc = new CRC32();
        crc.update(request, 0, at);
        return ((int) crc.getValue() ^ FINGERPRINT_XOR) == print;
    }

    /// Of those that must be understood: what RFC 8489 itself defines, credentials among it, which nobody
    /// asked for.
    private static boolean isUnderstood(int type) {
        return switch (type) {
            case 0x0001, 0x0006, 0x0008, 0x0009, 0x000A, 0x0014, 0x0015, 0x001C, 0x001D, 0x001E, 0x0020 -> true;
            default -> false;
        };
    }

    private static byte[] success(byte[] request, InetSocketAddress source) {
        byte[] address = source.getAddress().getAddress();
        byte[] answer = new byte[HEADER + 8 + address.length];
        var out = head(SUCCESS, request, answer);
        out.putShort((short) XOR_MAPPED_ADDRESS).putShort((short) (4 + address.length));
        out.putShort((short) (address.length == 4 ? 1 : 2));
        out.putShort((short) (source.getPort() ^ (COOKIE >>> 16)));
        // With the cookie, and for IPv6 the transaction id behind it: RFC 8489 section 14.2.
        for (int i = 0; i < address.length; i++) out.put((byte) (address[i] ^ request[4 + i]));
        return answer;
    }

    private static byte[] refusal(byte[] request, List<Integer> unknown) {
        int list = 2 * unknown.size();
        byte[] answer = new byte[HEADER + 8 + 4 + ((list + 3) & ~3)];
        var out = head(ERROR, request, answer);
        out.putShort((short) ERROR_CODE).putShort((short) 4).putInt((4 << 8) | 20);
        out.putShort((short) UNKNOWN_ATTRIBUTES).putShort((short) list);
        for (int type : unknown) out.putShort((short) type);
        return answer;
    }

    private static ByteBuffer head(int type, byte[] request, byte[] answer) {
        return ByteBuffer.wrap(answer)
                .putShort((short) type)
                .putShort((short) (answer.length - HEADER))
                .put(request, 4, 16);
    }
}
