package org.demarc.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtpPacketTest {
    private static ByteBuffer hex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text.replace(" ", "")));
    }

    private static RtpPacket packet(ByteBuffer datagram) {
        var packet = RtpPacket.read(datagram);
        if (packet == null) throw new AssertionError("no RTP packet");
        return packet;
    }

    @Test
    void everyFieldIsWhereRfc3550HasIt() {
        // version 2, padding, extension, two CSRC, marker, type 101
        var packet = packet(hex("b2e5 fffe 89abcdef deadbeef 00000001 ffffffff bede 0001 11223344 0102030405 000003"));
        assertThat(packet.version()).isEqualTo(2);
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(101);
        assertThat(packet.sequenceNumber()).isEqualTo(0xFFFE);
        assertThat(packet.timestamp()).isEqualTo(0x89ABCDEFL);
        assertThat(packet.ssrc()).isEqualTo(0xDEADBEEFL);
        assertThat(packet.csrcCount()).isEqualTo(2);
        assertThat(packet.csrc(1)).isEqualTo(0xFFFFFFFFL);
        assertThat(packet.extensionProfile()).isEqualTo(0xBEDE);
        assertThat(packet.extensionLength()).isEqualTo(4);
        assertThat(packet.headerLength()).isEqualTo(28);
        assertThat(packet.paddingLength()).isEqualTo(3);
        assertThat(packet.payloadLength()).isEqualTo(5);
        assertThat(packet.datagram().get(packet.payloadIndex())).isEqualTo((byte) 1);
    }

    @Test
    void headerWrittenIsHeaderRead() {
        var buffer = ByteBuffer.allocate(40).position(4);
        RtpPacket.writeHeader(buffer, 8, true, 65_535, 0xFFFFFFFFL, 0x12345678L);
        buffer.put(new byte[10]).limit(buffer.position()).position(4);
        var packet = packet(buffer);
        assertThat(packet.payloadType()).isEqualTo(8);
        assertThat(packet.marker()).isTrue();
        assertThat(packet.sequenceNumber()).isEqualTo(65_535);
        assertThat(packet.timestamp()).isEqualTo(0xFFFFFFFFL);
        assertThat(packet.ssrc()).isEqualTo(0x12345678L);
        assertThat(packet.payloadLength()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "8000 0001 00000000 000000", // 11 octets
                "4000 0001 00000000 00000000", // version 1
                "8100 0001 00000000 00000000", // a CSRC that is not there
                "9000 0001 00000000 00000000 bede", // half an extension header
                "9000 0001 00000000 00000000 bede 0001 112233", // three quarters of an extension
                "a000 0001 00000000 00000000 00", // padding of none
                "a000 0001 00000000 00000000 02" // more padding than payload
            })
    void whatIsNoPacketIsNull(String octets) {
        assertThat(RtpPacket.read(hex(octets))).isNull();
    }

    @Seeded(runs = 5_000)
    void anyDatagramIsAnswered(Gen gen) {
        byte[] octets = gen.bytes(0, 60);
        if (octets.length > 0 && gen.flip()) octets[0] = (byte) (0x80 | (octets[0] & 0x3F));
        var packet = RtpPacket.read(ByteBuffer.wrap(octets));
        if (packet != null) {
            assertThat(packet.payloadLength()).isNotNegative();
            assertThat(packet.headerLength() + packet.payloadLength() + packet.paddingLength())
                    .isEqualTo(octets.length);
            for (int i = 0; i < packet.csrcCount(); i++)
                assertThat(packet.csrc(i)).isNotNegative();
        }
        var rtcp = RtcpPacket.read(ByteBuffer.wrap(octets));
        for (var each = rtcp; each != null; each = each.next()) {
            boolean report = each.type() == RtcpPacket.SENDER_REPORT || each.type() == RtcpPacket.RECEIVER_REPORT;
            for (int i = 0; report && i < each.count(); i++) {
                assertThat(each.reportBlock(i).delaySinceLastSenderReport()).isNotNegative();
            }
        }
    }
}
