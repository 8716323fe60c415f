package org.demarc.relay.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.junit.jupiter.api.Test;

/// Reception statistics against a model that knows the true sequence numbers.
class ReceptionProperties {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    private final MemorySegment datagram = MemorySegment.ofBuffer(buffer);

    private void arrive(Reception reception, long sequence, int timestamp, int ssrc, int payloadType, long micros) {
        buffer.clear()
                .putShort((short) (0x8000 | payloadType))
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(ssrc);
        assertThat(Rtp.valid(datagram, 172)).isTrue();
        reception.count(datagram, 172, micros);
    }

    @Seeded(runs = 300)
    void lossAndLateArrivalsAreWhatTheyWere(Gen gen) {
        var reception = new Reception();
        long first = gen.between(0, 65_535);
        var order = new ArrayList<Long>();
        long sequence = first;
        for (int i = gen.between(1, 3000); i > 0; i--) {
            sequence += gen.chance(0.001) ? gen.between(2, 2900) : gen.chance(0.05) ? 2 : 1;
            order.add(sequence);
            if (gen.chance(0.02)) order.add(sequence);
            if (order.size() > 20 && gen.chance(0.05)) {
                int back = order.size() - 1 - gen.between(1, 15);
                long moved = order.remove(back);
                order.add(moved);
            }
        }
        long base = order.getFirst();
        long max = base;
        long late = 0;
        boolean within = true;
        for (int i = 0; i < order.size(); i++) {
            long now = order.get(i);
            if (i > 0 && now <= max) late++;
            within &= now > max - 100; // else A.1 takes it for a restart
            max = Math.max(max, now);
            arrive(reception, now, (int) now * 160, 7, 0, 1000 + i * 20_000L);
        }
        if (!within) return;
        assertThat(reception.received()).isEqualTo(order.size());
        assertThat(reception.octets()).isEqualTo(172L * order.size());
        assertThat(reception.late()).isEqualTo(late);
        assertThat(reception.lost()).isEqualTo(Math.max(0, max - base + 1 - order.size()));
    }

    @Seeded(runs = 100)
    void withoutDuplicatesLossIsWhatDidNotCome(Gen gen) {
        var reception = new Reception();
        long first = gen.between(60_000, 70_000);
        int count = gen.between(10, 70_000); // over one cycle of the sequence numbers or two
        var came = new HashSet<Long>();
        for (long s = first; s < first + count; s++) {
            if (s != first && s != first + count - 1 && gen.chance(0.1)) continue;
            came.add(s);
            arrive(reception, s, (int) s * 160, 7, 8, s * 20_000);
        }
        assertThat(reception.lost()).isEqualTo(count - came.size());
        assertThat(reception.late()).isZero();
    }

    @Seeded(runs = 200)
    void jitterIsThatOfTheFormula(Gen gen) {
        var reception = new Reception();
        int rate = gen.flip() ? 8000 : 90_000;
        int type = rate == 8000 ? 0 : 34;
        int stamp = (int) gen.bits();
        long sentMicros = 1_000_000;
        double jitter = 0;
        double transitBefore = 0;
        for (int i = 0; i < 500; i++) {
            long arrival = sentMicros + gen.between(0, 40_000);
            double transit = arrival * (rate / 1e6) - i * (rate / 50.0);
            if (i > 0) jitter += (Math.abs(transit - transitBefore) - jitter) / 16;
            transitBefore = transit;
            arrive(reception, 100 + i, stamp + i * (rate / 50), 9, type, arrival);
            sentMicros += 20_000;
        }
        // Integers of the A.8 algorithm against real numbers: a few timestamp units.
        assertThat(reception.jitterMicros() / 1e6 * rate).isCloseTo(jitter, within(4.0));
    }

    @Test
    void anotherSourceStartsAnewAndOldLossStays() {
        var reception = new Reception();
        arrive(reception, 10, 0, 1, 0, 1000);
        arrive(reception, 14, 640, 1, 0, 2000);
        assertThat(reception.lost()).isEqualTo(3);
        arrive(reception, 50_000, 5, 2, 0, 3000);
        arrive(reception, 50_002, 6, 2, 0, 4000);
        assertThat(reception.lost()).isEqualTo(4);
        assertThat(reception.received()).isEqualTo(4);
        assertThat(reception.late()).isZero();
    }

    @Test
    void largeJumpIsARestartOnceTwoFollowInSequence() {
        var reception = new Reception();
        arrive(reception, 10, 0, 1, 0, 1000);
        arrive(reception, 30_000, 160, 1, 0, 2000); // alone it changes nothing
        arrive(reception, 11, 320, 1, 0, 3000);
        assertThat(reception.lost()).isZero();
        arrive(reception, 40_000, 480, 1, 0, 4000);
        arrive(reception, 40_001, 640, 1, 0, 5000);
        arrive(reception, 40_003, 800, 1, 0, 6000);
        assertThat(reception.lost()).isEqualTo(1);
        assertThat(reception.late()).isZero();
        assertThat(reception.received()).isEqualTo(6);
    }

    @Test
    void packetsOfOneEventAreNotJitter() {
        var reception = new Reception();
        for (int i = 0; i < 50; i++) arrive(reception, i, i * 160, 1, 0, 1000 + i * 20_000L);
        for (int i = 50; i < 80; i++) arrive(reception, i, 50 * 160, 1, 101, 1000 + i * 20_000L);
        assertThat(reception.jitterMicros()).isZero();
    }

    @Test
    void newTimestampOffsetIsNotJitter() {
        var reception = new Reception();
        for (int i = 0; i < 50; i++) arrive(reception, i, i * 160, 1, 0, 1000 + i * 20_000L);
        for (int i = 50; i < 90; i++) arrive(reception, i, 1_900_000_000 + i * 160, 1, 0, 1000 + i * 20_000L);
        assertThat(reception.jitterMicros()).isZero();
    }

    @Seeded(runs = 2000)
    void anyOctetsAreJudgedAndCountedWithoutFault(Gen gen) {
        byte[] octets = gen.bytes(0, 80);
        buffer.clear().put(octets);
        if (gen.flip()) buffer.put(0, (byte) (0x80 | gen.between(0, 63)));
        var reception = new Reception();
        if (Rtp.valid(datagram, octets.length)) {
            reception.count(datagram, octets.length, gen.between(1, 1L << 50));
            assertThat(octets.length).isGreaterThanOrEqualTo(12);
            assertThat(reception.received()).isEqualTo(1);
        }
    }
}
