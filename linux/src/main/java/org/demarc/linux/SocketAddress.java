package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/// `struct sockaddr_in` and `sockaddr_in6` (`ip(7)`, `ipv6(7)`) in native memory.
///
/// Besides `InetSocketAddress` there is a form without objects: two longs and a port, IPv4 as the mapped address
/// `::ffff:a.b.c.d` (RFC 4291 section 2.5.5.2), so that sources are compared without allocating.
public final class SocketAddress {
    /// Room for either family, in bytes.
    public static final int BYTES = 28;

    public static final int AF_UNSPEC = 0;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;

    /// Lengths that the kernel wants beside the address.
    public static final int IPV4_BYTES = 16;

    public static final int IPV6_BYTES = 28;

    private static final ValueLayout.OfShort NET_SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long MAPPED = 0xffff_0000_0000L;

    private SocketAddress() {}

    /// Writes `address` at `offset`; answers its length (16 or 28).
    public static int encode(InetSocketAddress address, MemorySegment into, long offset) {
        InetAddress host = address.getAddress();
        return encode(host, address.getPort(), into, offset);
    }

    /// Writes `host` and `port` at `offset`; answers the length (16 or 28).
    public static int encode(InetAddress host, int port, MemorySegment into, long offset) {
        if (host instanceof Inet6Address v6)
            return encodeIpv6(high(host), low(host), port, v6.getScopeId(), into, offset);
        return encodeIpv4((int) low(host), port, into, offset);
    }

    /// Writes the object-free form: mapped addresses as IPv4, all others as IPv6 without scope.
    public static int encode(long high, long low, int port, MemorySegment into, long offset) {
        return isIpv4(high, low)
                ? encodeIpv4((int) low, port, into, offset)
                : encodeIpv6(high, low, port, 0, into, offset);
    }

    private static int encodeIpv4(int host, int port, MemorySegment into, long offset) {
        into.set(JAVA_SHORT_UNALIGNED, offset, (short) AF_INET);
        into.set(NET_SHORT, offset + 2, (short) port);
        into.set(NET_INT, offset + 4, host);
        into.set(JAVA_LONG_UNALIGNED, offset + 8, 0L);
        return IPV4_BYTES;
    }

    private static int encodeIpv6(long high, long low, int port, int scope, MemorySegment into, long offset) {
        into.set(JAVA_SHORT_UNALIGNED, offset, (short) AF_INET6);
        into.set(NET_SHORT, offset + 2, (short) port);
        into.set(JAVA_INT_UNALIGNED, offset + 4, 0); // flow label
        into.set(NET_LONG, offset + 8, high);
        into.set(NET_LONG, offset + 16, low);
        into.set(JAVA_INT_UNALIGNED, offset + 24, scope);
        return IPV6_BYTES;
    }

    /// Reads the address at `offset`. The family there must be IPv4 or IPv6: the kernel wrote it.
    public static InetSocketAddress decode(MemorySegment from, long offset) {
        try {
            if (family(from, offset) == AF_INET6) {
                byte[] host = from.asSlice(offset + 8, 16).toArray(JAVA_BYTE);
                int scope = from.get(JAVA_INT_UNALIGNED, offset + 24);
                // A mapped address on a dual socket becomes an Inet4Address by getByAddress, as everywhere in Java.
                var address =
                        scope == 0 ? InetAddress.getByAddress(host) : Inet6Address.getByAddress(null, host, scope);
                return new InetSocketAddress(address, port(from, offset));
            }
            byte[] host = from.asSlice(offset + 4, 4).toArray(JAVA_BYTE);
            return new InetSocketAddress(InetAddress.getByAddress(host), port(from, offset));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /// The address of the object-free form.
    public static InetSocketAddress decode(long high, long low, int port) {
        try {
            byte[] host = new byte[isIpv4(high, low) ? 4 : 16];
            for (int i = 0; i < host.length; i++) {
                int fromEnd = host.length - 1 - i;
                host[i] = (byte) (fromEnd < 8 ? low >>> (8 * fromEnd) : high >>> (8 * (fromEnd - 8)));
            }
            return new InetSocketAddress(InetAddress.getByAddress(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /// `AF_INET`, `AF_INET6` or what else lies there.
    public static int family(MemorySegment from, long offset) {
        return from.get(JAVA_SHORT_UNALIGNED, offset);
    }

    /// 0..65535; both families keep it in the same place.
    public static int port(MemorySegment from, long offset) {
        return Short.toUnsignedInt(from.get(NET_SHORT, offset + 2));
    }

    /// The first eight bytes of the address as IPv6.
    public static long high(MemorySegment from, long offset) {
        return family(from, offset) == AF_INET6 ? from.get(NET_LONG, offset + 8) : 0;
    }

    /// The last eight bytes of the address as IPv6.
    public static long low(MemorySegment from, long offset) {
        return family(from, offset) == AF_INET6
                ? from.get(NET_LONG, offset + 16)
                : MAPPED | Integer.toUnsignedLong(from.get(NET_INT, offset + 4));
    }

    /// The first eight bytes of `host` as IPv6.
    public static long high(InetAddress host) {
        return host instanceof Inet4Address ? 0 : bytes(host.getAddress(), 0, 8);
    }

    /// The last eight bytes of `host` as IPv6.
    public static long low(InetAddress host) {
        byte[] bytes = host.getAddress();
        return bytes.length == 4 ? MAPPED | bytes(bytes, 0, 4) : bytes(bytes, 8, 8);
    }

    /// Whether the object-free form means an IPv4 address.
    public static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> 32 == 0xffff;
    }

    private static long bytes(byte[] from, int start, int count) {
        long value = 0;
        for (int i = start; i < start + count; i++) value = value << 8 | (from[i] & 0xff);
        return value;
    }
}
