package org.demarc.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtcpPacketTest {
    private static final RtcpWriter.Report REPORT =
            new RtcpWriter.Report(0xCAFEL, 25, -3, 0x1_2345L, 80, 0xB710_8000L, 0x0005_4000L);

    private static RtcpPacket read(ByteBuffer written) {
        return present(RtcpPacket.read(written.flip()));
    }

    private static RtcpPacket present(@org.jspecify.annotations.Nullable RtcpPacket packet) {
        if (packet == null) throw new AssertionError("no RTCP packet");
        return packet;
    }

    @Test
    void senderReportComesBack() {
        var buffer = ByteBuffer.allocate(200);
        var writer = new RtcpWriter(0xDEADBEEFL, "phone7");
        writer.senderReport(buffer, 0xB44D_B705_2000_0000L, 160, 5, 800, REPORT);
        writer.bye(buffer);
        var report = read(buffer);
        assertThat(report.type()).isEqualTo(RtcpPacket.SENDER_REPORT);
        assertThat(report.ssrc()).isEqualTo(0xDEADBEEFL);
        assertThat(report.compactNtp()).isEqualTo(0xB705_2000L);
        assertThat(report.rtpTimestamp()).isEqualTo(160);
        assertThat(report.packetCount()).isEqualTo(5);
        assertThat(report.octetCount()).isEqualTo(800);
        var block = report.reportBlock(0);
        assertThat(block.ssrc()).isEqualTo(0xCAFEL);
        assertThat(block.fractionLost()).isEqualTo(25);
        assertThat(block.cumulativeLost()).isEqualTo(-3);
        assertThat(block.extendedHighestSequenceNumber()).isEqualTo(0x1_2345L);
        assertThat(block.jitter()).isEqualTo(80);
        var description = present(report.next());
        assertThat(description.type()).isEqualTo(RtcpPacket.SOURCE_DESCRIPTION);
        var cname = new byte[6];
        buffer.get(description.offset() + 10, cname);
        assertThat(new String(cname, StandardCharsets.UTF_8)).isEqualTo("phone7");
        var bye = present(description.next());
        assertThat(bye.type()).isEqualTo(RtcpPacket.BYE);
        assertThat(bye.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "abcd", "abcde"})
    void descriptionsOfEveryLengthEndOnAWord(String cname) {
        var buffer = ByteBuffer.allocate(200);
        new RtcpWriter(1, cname).receiverReport(buffer, null);
        assertThat(buffer.position() % 4).isZero();
        var description = present(read(buffer).next());
        assertThat(description.next()).isNull();
        assertThat(buffer.get(buffer.limit() - 1)).isZero();
    }

    @Test
    void roundTripOfTheExampleInTheRfc() {
        // RFC 3550 figure 2
        var buffer = ByteBuffer.allocate(200);
        new RtcpWriter(1, "x").receiverReport(buffer, new RtcpWriter.Report(2, 0, 0, 0, 0, 0xB705_2000L, 0x0005_4000L));
        var block = read(buffer).reportBlock(0);
        assertThat(block.roundTrip(0xB710_8000L)).isEqualTo(0x0006_2000L);
        assertThat(block.roundTrip(0xB705_2000L)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "80c9 0000", // no SSRC
                "80ca 0001 00000001", // begins with SDES
                "40c9 0001 00000001", // version 1
                "80c9 0002 00000001", // longer than the datagram
                "81c9 0001 00000001", // a report block that is not there
                "80c8 0001 00000001", // a sender report without its middle
                "a0c9 0001 00000001 80ca 0001 00000001", // padding before the end
                "80c9 0001 00000001 00" // something after the end
            })
    void whatIsNoCompoundIsNull(String octets) {
        assertThat(RtcpPacket.read(ByteBuffer.wrap(HexFormat.of().parseHex(octets.replace(" ", "")))))
                .isNull();
    }
}
