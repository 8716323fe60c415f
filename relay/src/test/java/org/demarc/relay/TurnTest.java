package org.demarc.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.relay.Phone.address;
import static org.demarc.relay.Phone.packet;
import static org.demarc.relay.Phone.receive;
import static org.demarc.relay.Phone.send;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.demarc.media.plane.Remote.Latching;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of a packet thread when something throws that nobody expected.
class TurnTest {
    private final AtomicInteger failures = new AtomicInteger();

    /// Fails as often as it is told to.
    private final Clock clock = new Clock() {
        @Override
        long micros() {
            if (failures.get() > 0 && failures.getAndDecrement() > 0) throw new AssertionError("as the test wants it");
            return super.micros();
        }
    };

    @ParameterizedTest
    @EnumSource(
            value = PacketPath.class,
            names = {"STEERED", "NATIVE", "NIO"})
    void turnThatFailsIsNotTheLast(PacketPath path) throws InterruptedException {
        Paths.assumePossible(path);
        var config = Ranges.config(1).withPath(path);
        var ranges = MediaRange.of(config.networks(), 1);
        var loops = Loops.open(config, ranges, clock);
        var loop = loops.each()[0];
        var here = new InetSocketAddress(Ranges.IPV4, ranges.getFirst().firstPort);
        var thread = Thread.ofPlatform().daemon().unstarted(loop);
        try (var peer = new Phone(Ranges.IPV4);
                var listener = new Phone(Ranges.IPV4)) {
            var stream = new RtpStream(requireNonNull(loop.bind(here)));
            var out = new RtpStream(requireNonNull(loop.bind(new InetSocketAddress(Ranges.IPV4, here.getPort() + 1))));
            loop.watch(stream.line, 0);
            loop.streams.set(0, stream);
            out.aim(exactly(listener));
            stream.aim(exactly(peer));
            stream.target(out);
            failures.set(2);
            thread.start();
            // Each failed turn may lose what it was at; the one after relays.
            while (failures.get() > 0) {
                send(peer.rtp, here, packet(1));
                thread.join(Duration.ofMillis(5));
                assertThat(thread.isAlive()).isTrue();
            }
            send(peer.rtp, here, packet(1));
            assertThat(receive(listener.rtp)).isEqualTo(packet(1));
            loop.stop();
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            assertThat(loop.epoch()).isEven();
            stream.line.close();
            out.line.close();
        } finally {
            loop.stop();
            thread.join(Duration.ofSeconds(10));
            loops.close();
        }
    }

    private static Aim exactly(Phone phone) {
        return Aim.unlocked(Endpoint.of(address(phone.rtp)), Endpoint.NOBODY, Latching.EXACT, true, true);
    }
}
