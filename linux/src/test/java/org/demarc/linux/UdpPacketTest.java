package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpPacketTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(2048, 8);

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 198.51.100.7", "2001:db8::1, 2001:db8:ffff::9"})
    void checksumIsWhatAReceiverExpectsForEveryLength(String from, String to) {
        var random = new Random(768);
        for (int length = 0; length < 400; length++) {
            for (int i = 0; i < length; i++) memory.set(JAVA_BYTE, 48 + i, (byte) random.nextInt(256));
            int start = write(from, to, length, 46);
            boolean ipv4 = start == 20;
            // The pseudo header is the addresses, the length and the protocol: RFC 768, RFC 8200 section 8.1.
            long sum = 17L + 8 + length;
            for (int i = ipv4 ? start + 12 : start + 8; i < 48 + length; i++)
                sum += i % 2 == 0 ? octet(i) << 8 : octet(i);
            while (sum >>> 16 != 0) sum = (sum & 0xffff) + (sum >>> 16);
            assertThat(sum).as("length %s", length).isEqualTo(0xffff);
            assertThat(octet(46) | octet(47)).isNotZero(); // zero would mean that there is none
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 198.51.100.7", "2001:db8::1, 2001:db8:ffff::9"})
    void headersSayWhatTheyShould(String from, String to) {
        int start = write(from, to, 100, 46);
        assertThat(word(40)).isEqualTo(20_000);
        assertThat(word(42)).isEqualTo(40_002);
        assertThat(word(44)).isEqualTo(108);
        if (from.contains(":")) {
            assertThat(start).isZero();
            assertThat(word(0)).isEqualTo(0x6000 | 46 << 6);
            assertThat(word(4)).isEqualTo(108);
            assertThat(octet(6)).isEqualTo(17);
            assertThat(octet(7)).isEqualTo(64);
            assertThat(word(8)).isEqualTo(0x2001);
            assertThat(octet(23)).isEqualTo(1);
            assertThat(octet(39)).isEqualTo(9);
        } else {
            assertThat(start).isEqualTo(20);
            assertThat(word(20)).isEqualTo(0x4500 | 46 << 2);
            assertThat(word(22)).isEqualTo(128);
            assertThat(octet(28)).isEqualTo(64);
            assertThat(octet(29)).isEqualTo(17);
            assertThat(word(32)).isEqualTo(192 << 8);
            assertThat(octet(39)).isEqualTo(7);
        }
    }

    private int write(String from, String to, int length, int dscp) {
        var source = InetAddress.ofLiteral(from);
        var target = InetAddress.ofLiteral(to);
        return UdpPacket.write(
                memory,
                48,
                length,
                dscp,
                SocketAddress.high(source),
                SocketAddress.low(source),
                20_000,
                SocketAddress.high(target),
                SocketAddress.low(target),
                40_002);
    }

    private int octet(int at) {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, at));
    }

    private int word(int at) {
        return octet(at) << 8 | octet(at + 1);
    }
}
