package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Scenario.scenario;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Flood;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/// Strangers send as much as they can, and the calls of the trunks do not notice. `-Ddemarc.flood.seconds=60` for
/// longer.
@Isolated
class FloodIT {
    private static final int SECONDS = Integer.getInteger("demarc.flood.seconds", 6);
    private static final int DATAGRAMS_PER_SECOND = 20_000;
    private static final int CALLS_PER_SECOND = 50;
    private static final int FIRST = 100;
    private static final int ADDRESSES = 32;
    private static final int HELP = 5070;

    @RegisterExtension
    static final Stage STAGE = Stage.with(Stage.usual());

    private static InetSocketAddress edge() {
        return STAGE.place().at(Stage.OUTSIDE, 5060);
    }

    private static long ignored() {
        return STAGE.node().api().count("ignored");
    }

    /// Proves SEC-018.
    @Test
    void aFloodOfStrangersHarmsNoCall() {
        int calls = SECONDS * CALLS_PER_SECOND;
        long before = ignored();
        Flood flood = Flood.start(STAGE, FIRST, ADDRESSES, edge(), DATAGRAMS_PER_SECOND);
        Sipp core = Both.core(STAGE, answers().expect("BYE").reply(200))
                .calls(calls + 1)
                .option("-timeout", Integer.toString(SECONDS + 60))
                .listen();
        Sipp pbx = Both.pbx(STAGE, calls().pause(200).bye().expect(200))
                .calls(calls)
                .option("-r", Integer.toString(CALLS_PER_SECOND), "-timeout", Integer.toString(SECONDS + 60))
                .call(edge());
        Sipp.plan(
                        STAGE,
                        "help",
                        scenario()
                                .invite("112", Sdp.first())
                                .maybe(180)
                                .expect(200)
                                .ack()
                                .bye()
                                .expect(200),
                        STAGE.place().at(Stage.PBX, HELP))
                .call(edge())
                .done();
        pbx.done(Duration.ofSeconds(SECONDS + 60));
        core.done(Duration.ofSeconds(SECONDS + 60));
        long sent = flood.stop();
        Await.until(
                Duration.ofSeconds(10),
                () -> "most of " + sent + " datagrams are counted: " + (ignored() - before),
                () -> ignored() - before > sent * 9 / 10);
        assertThat(flood.cameBack()).as("octets to the strangers").isZero();
        System.out.printf(
                "flood: %d datagrams, %d counted as ignored, %d calls, all good%n", sent, ignored() - before, calls);
    }

    /// What one costs: here with the compiler of short runs, so the bound is wide.
    @Test
    void anIgnoredDatagramCostsLittle() {
        Flood warm = Flood.start(STAGE, FIRST, ADDRESSES, edge(), DATAGRAMS_PER_SECOND);
        int seconds = Math.max(2, SECONDS / 6);
        Await.until(
                Duration.ofSeconds(seconds + 20),
                "it is warm",
                () -> warm.sent() > (long) seconds * DATAGRAMS_PER_SECOND);
        long sentBefore = warm.sent();
        long cpuBefore = STAGE.node().process().cpuNanos();
        Await.until(
                Duration.ofSeconds(30), "it was measured", () -> warm.sent() - sentBefore > 3L * DATAGRAMS_PER_SECOND);
        long cpu = STAGE.node().process().cpuNanos() - cpuBefore;
        long each = cpu / (warm.sent() - sentBefore);
        warm.stop();
        System.out.printf("flood: %d ns of processor time for each ignored datagram%n", each);
        assertThat(each).as("nanoseconds for each ignored datagram").isLessThan(25_000);
    }
}
