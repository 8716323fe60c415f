package org.demarc.relay.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private static final int NTP_SECONDS = 0xe000_1234;
    private static final int NTP_FRACTION = 0x5678_9abc;
    private static final int MIDDLE = 0x1234_5678;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    private final MemorySegment datagram = MemorySegment.ofBuffer(buffer);
    private final Reports reports = new Reports();

    private int senderReport() {
        buffer.clear().put((byte) 0x80).put((byte) 200).putShort((short) 6).putInt(1);
        buffer.putInt(NTP_SECONDS).putInt(NTP_FRACTION).putInt(0).putInt(0).putInt(0);
        return buffer.position();
    }

    private int receiverReport(int lost, int lastReport, int delay) {
        buffer.clear().put((byte) 0x81).put((byte) 201).putShort((short) 7).putInt(2);
        buffer.putInt(1)
                .putInt(lost & 0xff_ffff)
                .putInt(0)
                .putInt(0)
                .putInt(lastReport)
                .putInt(delay);
        return buffer.position();
    }

    @Test
    void roundTripIsTimeSinceTheReportLessWhatThePeerKeptIt() {
        reports.leaves(datagram, senderReport(), 5_000_000);
        int length = receiverReport(3, MIDDLE, 65_536); // kept for one second
        assertThat(Reports.valid(datagram, length)).isTrue();
        reports.arrived(datagram, length, 6_040_000);
        assertThat(reports.roundTripMicros()).isBetween(39_960L, 40_040L);
        assertThat(reports.reportedLost()).isEqualTo(3);
        assertThat(reports.received()).isEqualTo(1);
    }

    @Test
    void blockInASenderReportAfterOtherPacketsCountsToo() {
        reports.leaves(datagram, senderReport(), 5_000_000);
        buffer.clear().put((byte) 0x81).put((byte) 202).putShort((short) 1).putInt(9); // SDES
        buffer.put((byte) 0x81).put((byte) 200).putShort((short) 12).putInt(2);
        buffer.putInt(1).putInt(2).putInt(3).putInt(4).putInt(5);
        buffer.putInt(1).putInt(8).putInt(0).putInt(0).putInt(MIDDLE).putInt(0);
        assertThat(Reports.valid(datagram, buffer.position())).isTrue();
        reports.arrived(datagram, buffer.position(), 5_020_000);
        assertThat(reports.roundTripMicros()).isBetween(19_960L, 20_040L);
        assertThat(reports.reportedLost()).isEqualTo(8);
    }

    @Test
    void reportOnAnUnknownOrNoSenderReportTellsNoRoundTrip() {
        reports.leaves(datagram, senderReport(), 5_000_000);
        reports.arrived(datagram, receiverReport(0, MIDDLE + 1, 0), 5_010_000);
        reports.arrived(datagram, receiverReport(0, 0, 0), 5_010_000);
        reports.arrived(datagram, receiverReport(0, MIDDLE, 65_536), 5_010_000); // kept longer than it can be
        assertThat(reports.roundTripMicros()).isEqualTo(-1);
    }

    @Test
    void duplicatesMakeNoNegativeLoss() {
        assertThat(reports.reportedLost()).isEqualTo(-1);
        reports.arrived(datagram, receiverReport(-5, 0, 0), 1);
        assertThat(reports.reportedLost()).isZero();
    }

    @Test
    void compoundMustFitExactly() {
        int length = receiverReport(0, 0, 0);
        assertThat(Reports.valid(datagram, length)).isTrue();
        for (int cut = 0; cut < length; cut++)
            assertThat(Reports.valid(datagram, cut)).as("%d octets", cut).isFalse();
        assertThat(Reports.valid(datagram, length + 4)).isFalse(); // zeroes are no packet
        buffer.put(0, (byte) 0x82); // a second block that is not there
        assertThat(Reports.valid(datagram, length)).isFalse();
    }

    @Test
    void otherVersionsAndTypesAreNotRtcp() {
        int length = receiverReport(0, 0, 0);
        buffer.put(0, (byte) 0x41);
        assertThat(Reports.valid(datagram, length)).isFalse();
        receiverReport(0, 0, 0);
        for (int type = 0; type < 256; type++) {
            buffer.put(0, (byte) 0x80).put(1, (byte) type);
            boolean fits = type != 200; // whose fixed part is longer, but so is this packet
            assertThat(Reports.valid(datagram, length))
                    .as("type %d", type)
                    .isEqualTo(type >= 200 && type <= 207 && (fits || length >= 28));
        }
    }

    @Seeded(runs = 2000)
    void anyOctetsAreJudgedAndReadWithoutFault(Gen gen) {
        buffer.clear();
        int packets = gen.between(1, 4);
        for (int i = 0; i < packets; i++) {
            int words = gen.between(0, 12);
            buffer.put((byte) (0x80 | gen.between(0, gen.flip() ? 1 : 31)));
            buffer.put((byte) gen.between(198, 208)).putShort((short) (words + (gen.chance(0.1) ? 1 : 0)));
            buffer.put(gen.bytes(4 * words, 4 * words));
        }
        int length = buffer.position();
        if (Reports.valid(datagram, length)) {
            reports.arrived(datagram, length, 1000);
            reports.leaves(datagram, length, 1000);
        }
    }
}
