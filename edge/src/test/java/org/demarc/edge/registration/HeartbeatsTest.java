package org.demarc.edge.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.registration.FlowKeeper.Kind;
import org.demarc.edge.registration.FlowKeeper.Pulse;
import org.demarc.edge.world.SeededTokens;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.KeepAlives;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

/// RFC 5626 section 4.4.
class HeartbeatsTest implements KeepAlives, FlowKeeper.Watch {
    private static final Flow TCP = flow(Transport.TCP);
    private static final Flow UDP = flow(Transport.UDP);
    private static final Pulse CRLF = new Pulse(Kind.CRLF, 95_000, 120_000);
    private static final Pulse STUN = new Pulse(Kind.STUN, 24_000, 29_000);

    private final VirtualClock clock = new VirtualClock();
    private final SkewedTimers timers = new SkewedTimers(clock);
    private final Heartbeats hearts = new Heartbeats(this, timers, SeededTokens.ofLane(new Gen(1), 0));
    private final List<Long> times = new ArrayList<>();
    private final List<Answered> asked = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int answers;
    private boolean live;

    private static Flow flow(Transport transport) {
        return new Flow("net", transport, at("203.0.113.5", 5060), at("198.51.100.1", 5060), 3, "203.0.113.5:5060");
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    @Override
    public void ask(Flow flow, Answered answered) {
        times.add(clock.millis());
        asked.add(answered);
        if (live) clock.schedule(Duration.ofMillis(200), () -> answered.answered(null));
    }

    @Override
    public void close(Flow flow, String why) {}

    @Override
    public void answered() {
        answers++;
    }

    @Override
    public void failed(String why) {
        failures.add(why);
    }

    private void run(long millis) {
        clock.runFor(Duration.ofMillis(millis));
    }

    /// Proves NAT-002.
    @Test
    void aConnectionThatAnswersIsAskedOnAndOn() {
        long begun = clock.millis();
        live = true;
        FlowKeeper.Kept kept = hearts.keep(TCP, CRLF, this);
        run(600_000);
        assertThat(times).hasSizeBetween(4, 6);
        assertThat(times.getFirst() - begun).isBetween(95_000L, 120_000L);
        for (int i = 1; i < times.size(); i++)
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThan(94_000);
        assertThat(answers).isEqualTo(1);
        assertThat(failures).isEmpty();
        kept.stop();
        assertThat(timers.pending()).isZero();
    }

    /// Never less often than Flow-Timer says, and not always as often.
    ///
    /// Proves NAT-010.
    @Test
    void whatIsSentVariesBetweenFourFifthsAndTheWholeOfTheTime() {
        live = true;
        FlowKeeper.Kept kept = hearts.keep(TCP, new Pulse(Kind.CRLF, 48_000, 60_000), this);
        run(1_200_000);
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) waits.add(times.get(i) - times.get(i - 1));
        assertThat(waits).hasSizeGreaterThan(15).allMatch(w -> w >= 48_000 && w <= 60_400);
        assertThat(waits.stream().distinct().count()).isGreaterThan(10);
        kept.stop();
    }

    /// Proves NAT-002, NAT-004.
    @Test
    void aConnectionThatDoesNotAnswerForTenSecondsHasFailed() {
        hearts.keep(TCP, CRLF, this);
        run(120_000);
        assertThat(times).hasSize(1);
        run(10_000);
        assertThat(failures).hasSize(1);
        asked.getFirst().answered(null);
        assertThat(answers).isZero();
        assertThat(timers.pending()).isZero();
    }

    @Test
    void overUdpTheRequestIsRepeatedAndAnAddressThatChangesIsAFailure() {
        hearts.keep(UDP, STUN, this);
        run(29_000);
        int first = asked.size();
        assertThat(first).isPositive();
        run(4_000);
        assertThat(asked.size()).isGreaterThan(first);
        asked.getLast().answered(at("192.0.2.9", 1_000));
        assertThat(answers).isEqualTo(1);
        int before = asked.size();
        run(29_000);
        assertThat(asked.size()).isGreaterThan(before);
        asked.getLast().answered(at("192.0.2.9", 1_001));
        assertThat(failures).hasSize(1);
        assertThat(timers.pending()).isZero();
    }

    @Test
    void overUdpSilenceIsAFailureAfterAllRepetitions() {
        hearts.keep(UDP, STUN, this);
        run(29_000 + 39_500);
        assertThat(failures).hasSize(1);
        assertThat(times).hasSize(7);
        assertThat(timers.pending()).isZero();
    }
}
