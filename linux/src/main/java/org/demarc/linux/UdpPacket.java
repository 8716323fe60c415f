package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Writes the headers of UDP (RFC 768) and IP (RFC 791, RFC 8200) in front of a payload, where it lies. The checksum of
/// UDP is ours; that of IPv4's header, its identification and its length are the kernel's (`raw(7)`, IP_HDRINCL).
/// Addresses are in the object-free form of `SocketAddress`.
public final class UdpPacket {
    /// Octets to keep free in front of a payload.
    public static final int HEADROOM = 48;

    private static final int UDP_BYTES = 8;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int HOPS = 64;
    private static final int UDP = 17;

    private static final ValueLayout.OfInt NET_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private UdpPacket() {}

    /// What the headers take for an address: 28 or 48 octets.
    public static int headers(boolean ipv4) {
        return UDP_BYTES + (ipv4 ? IPV4_BYTES : IPV6_BYTES);
    }

    /// Writes both headers before `at`, where `length` octets of payload begin. Source and target are of one family.
    /// IPv4 packets may be fragmented on their way.
    ///
    /// @return where the packet begins
    public static int write(
            MemorySegment memory,
            int at,
            int length,
            int dscp,
            long fromHigh,
            long fromLow,
            int fromPort,
            long toHigh,
            long toLow,
            int toPort) {
        int udp = at - UDP_BYTES;
        int octets = UDP_BYTES + length;
        memory.set(NET_INT, udp, fromPort << 16 | toPort);
        memory.set(NET_INT, udp + 4, octets << 16); // the checksum is 0 until it is known
        int start;
        int addresses;
        if (SocketAddress.isIpv4(toHigh, toLow)) {
            start = udp - IPV4_BYTES;
            addresses = start + 12;
            memory.set(NET_INT, start, 0x4500_0000 | dscp << 18 | IPV4_BYTES + octets);
            memory.set(NET_INT, start + 4, 0);
            memory.set(NET_INT, start + 8, HOPS << 24 | UDP << 16);
            memory.set(NET_INT, addresses, (int) fromLow);
            memory.set(NET_INT, addresses + 4, (int) toLow);
        } else {
            start = udp - IPV6_BYTES;
            addresses = start + 8;
            memory.set(NET_INT, start, 0x6000_0000 | dscp << 22);
            memory.set(NET_INT, start + 4, octets << 16 | UDP << 8 | HOPS);
            memory.set(NET_LONG, addresses, fromHigh);
            memory.set(NET_LONG, addresses + 8, fromLow);
            memory.set(NET_LONG, addresses + 16, toHigh);
            memory.set(NET_LONG, addresses + 24, toLow);
        }
        // The pseudo header is the addresses, which lie right before the UDP header, and two numbers more.
        int sum = sum(memory, addresses, at + length, UDP + octets);
        memory.set(JAVA_SHORT_UNALIGNED, udp + 6, (short) (sum == 0 ? 0xffff : sum));
        return start;
    }

    /// The complement of the one's complement sum (RFC 1071) of the octets `from` up to `end` and of a number, as it is
    /// stored in the order of this machine: the sum does not mind in which order octets are added.
    static int sum(MemorySegment memory, int from, int end, int number) {
        long sum = Short.toUnsignedInt(Short.reverseBytes((short) number));
        int at = from;
        for (; at + 8 <= end; at += 8) {
            long word = memory.get(JAVA_LONG_UNALIGNED, at);
            sum += (word & 0xffff_ffffL) + (word >>> 32);
        }
        for (; at + 2 <= end; at += 2) sum += Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, at));
        if (at < end) sum += Byte.toUnsignedInt(memory.get(JAVA_BYTE, at)); // the first octet of a word, low here
        sum = (sum & 0xffff_ffffL) + (sum >>> 32);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (int) ~sum & 0xffff;
    }
}
