package org.demarc.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.demarc.sip.transport.KeepAlives.Answered;
import org.demarc.sip.transport.Tokens;
import org.jspecify.annotations.Nullable;

/// The Binding requests of one lane that wait for their answers: RFC 5626 section 4.4.2, RFC 8489. Used by the lane's
/// thread alone, but for `isAnswer`.
final class StunBindings {
    private static final int REQUEST = 0x0001;
    private static final int SUCCESS = 0x0101;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final long KEPT = 40_000;
    private static final int MOST = 10_000;

    private record Waiting(Answered answered, long since) {}

    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

    /// A new request, whose answer is told.
    byte[] request(Tokens tokens, Answered answered, long now) {
        forget(now);
        long id = tokens.number();
        waiting.put(id, new Waiting(answered, now));
        return ByteBuffer.allocate(Stun.HEADER)
                .putShort((short) REQUEST)
                .putShort((short) 0)
                .putInt(Stun.COOKIE)
                .putInt((int) tokens.number())
                .putLong(id)
                .array();
    }

    private void forget(long now) {
        for (Iterator<Waiting> i = waiting.values().iterator(); i.hasNext(); ) {
            boolean old = now - i.next().since() >= KEPT;
            if (!old && waiting.size() < MOST) return;
            i.remove();
        }
    }

    /// True for a datagram that may be an answer to a request of ours.
    static boolean isAnswer(byte[] octets) {
        var in = ByteBuffer.wrap(octets);
        return octets.length >= Stun.HEADER
                && in.getShort(0) == SUCCESS
                && (in.getShort(2) & 0xffff) == octets.length - Stun.HEADER
                && in.getInt(4) == Stun.COOKIE;
    }

    /// An answer came, perhaps to another lane's request.
    void answered(byte[] octets, long now) {
        Waiting asked = waiting.remove(ByteBuffer.wrap(octets).getLong(12));
        if (asked != null && now - asked.since() < KEPT) asked.answered().answered(mapped(octets));
    }

    /// XOR-MAPPED-ADDRESS (RFC 8489 section 14.2); null without one that can be read.
    private static @Nullable InetSocketAddress mapped(byte[] octets) {
        var in = ByteBuffer.wrap(octets);
        for (int at = Stun.HEADER; at + 4 <= octets.length; ) {
            int length = in.getShort(at + 2) & 0xffff;
            if (at + 4 + length > octets.length) return null;
            if ((in.getShort(at) & 0xffff) == XOR_MAPPED_ADDRESS && (length == 8 || length == 20)) {
                byte[] address = new byte[length - 4];
                for (int i = 0; i < address.length; i++) address[i] = (byte) (octets[at + 8 + i] ^ octets[4 + i]);
                int port = (in.getShort(at + 6) & 0xffff) ^ (Stun.COOKIE >>> 16);
                try {
                    return new InetSocketAddress(InetAddress.getByAddress(address), port);
                } catch (UnknownHostException e) {
                    throw new IllegalStateException("4 or 16 octets are an address", e);
                }
            }
            at += 4 + ((length + 3) & ~3);
        }
        return null;
    }
}
