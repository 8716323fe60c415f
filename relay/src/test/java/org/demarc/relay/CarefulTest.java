package org.demarc.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.relay.Phone.address;
import static org.demarc.relay.Phone.packet;
import static org.demarc.relay.Phone.receive;
import static org.demarc.relay.Phone.send;

import java.net.InetSocketAddress;
import java.util.List;
import org.demarc.linux.Syscalls;
import org.demarc.media.plane.Remote.Latching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What a packet thread does with datagrams that already wait in a socket: the loop is there, its thread is
/// not, so that each test says itself what lies in the queue when the packet thread comes.
@ParameterizedClass
@EnumSource(
        value = PacketPath.class,
        names = {"STEERED", "NATIVE", "NIO"})
class CarefulTest {
    private List<MediaRange> ranges = List.of();
    private final Loops loops;
    private final PacketLoop loop;
    private final InetSocketAddress here;
    private final RtpStream stream;
    private final RtpStream out;
    private final Phone peer = new Phone(Ranges.IPV4);
    private final Phone stranger = new Phone(Ranges.IPV4);
    private final Phone listener = new Phone(Ranges.IPV4);

    CarefulTest(PacketPath path) {
        Paths.assumePossible(path);
        loops = loops(Ranges.config(1).withPath(path));
        loop = loops.each()[0];
        here = new InetSocketAddress(Ranges.IPV4, ranges.getFirst().firstPort);
        stream = new RtpStream(requireNonNull(loop.bind(here)));
        out = new RtpStream(requireNonNull(loop.bind(new InetSocketAddress(Ranges.IPV4, here.getPort() + 1))));
        loop.watch(stream.line, 0);
        loop.streams.set(0, stream);
        out.aim(aim(listener, Latching.EXACT));
        stream.target(out);
    }

    @AfterEach
    void free() {
        stream.line.close();
        out.line.close();
        loops.close();
        peer.close();
        stranger.close();
        listener.close();
    }

    private Loops loops(RelayConfig config) {
        ranges = MediaRange.of(config.networks(), 1);
        return Loops.open(config, ranges, new Clock());
    }

    /// What the packet thread does when it comes.
    private void read() {
        if (loop instanceof SteeredLoop steered) steered.readAll();
        else loop.careful(stream, 1000);
    }

    private static Aim aim(Phone phone, Latching latching) {
        return Aim.unlocked(Endpoint.of(address(phone.rtp)), Endpoint.NOBODY, latching, true, true);
    }

    @Test
    void exactMatchWinsOverALooserOneThatCameFirst() {
        stream.aim(aim(peer, Latching.ADDRESS));
        send(stranger.rtp, here, packet(1, 0xbad, 0));
        send(peer.rtp, here, packet(2));
        read();
        assertThat(stream.aim().source).isEqualTo(Endpoint.of(address(peer.rtp)));
        assertThat(stream.foreign).isEqualTo(1);
        assertThat(stream.reception.received()).isEqualTo(1);
        assertThat(receive(listener.rtp)).isEqualTo(packet(2));
    }

    @Test
    void looserMatchThatIsAloneLocksAtOnce() {
        stream.aim(aim(peer, Latching.ADDRESS));
        send(stranger.rtp, here, packet(1));
        send(stranger.rtp, here, packet(2));
        send(stranger.rtp, here, packet(3));
        while (stream.reception.received() < 3) read();
        assertThat(stream.aim().source).isEqualTo(Endpoint.of(address(stranger.rtp)));
        for (int i = 1; i <= 3; i++) assertThat(receive(listener.rtp)).isEqualTo(packet(i));
    }

    @Test
    void trialEndsWithTimeAndTheFilterFollows() {
        stream.aim(aim(peer, Latching.ADDRESS));
        send(stranger.rtp, here, packet(1));
        while (stream.reception.received() < 1) read();
        assertThat(stream.aim().onTrial()).isTrue();
        assertThat(stream.followed(stream.aim())).isFalse();
        stream.tried(stream.aim(), Long.MAX_VALUE / 2);
        assertThat(stream.aim().onTrial()).isFalse();
        assertThat(stream.aim().source).isEqualTo(Endpoint.of(address(stranger.rtp)));
        if (stream.line.sendsPastPeer())
            assertThat(stream.followed(stream.aim())).isTrue();
        send(peer.rtp, here, packet(2, 0xbad, 0));
        send(stranger.rtp, here, packet(3));
        while (stream.reception.received() < 2) read();
        assertThat(receive(listener.rtp)).isEqualTo(packet(1));
        assertThat(receive(listener.rtp)).isEqualTo(packet(3));
    }

    @Test
    void whatStrangersLeftInTheQueueBeforeTheFilterIsNotRelayed() {
        stream.aim(aim(peer, Latching.ADDRESS)); // the kernel lets everyone in
        for (int i = 0; i < 3; i++) send(stranger.rtp, here, packet(i, 0xbad, 0));
        stream.aim(aim(peer, Latching.EXACT)); // too late for what is queued
        send(peer.rtp, here, packet(9));
        while (stream.reception.received() < 1) read();
        assertThat(receive(listener.rtp)).isEqualTo(packet(9));
        if (!(stream.line instanceof NioLine))
            assertThat(stream.foreign).isEqualTo(3); // the JDK empties the queue itself
        read();
        assertThat(stream.reception.received()).isEqualTo(1);
    }

    @Test
    void sourcesAreLookedAtUntilTheQueueWasSeenEmptyBehindTheFilter() {
        stream.aim(aim(peer, Latching.EXACT));
        send(peer.rtp, here, packet(1));
        assertThat(stream.settled).isNull();
        read();
        read();
        if (stream.line instanceof EpollLine) assertThat(stream.settled).isSameAs(stream.aim());
        stream.direct(false, true);
        assertThat(stream.settled).isNotSameAs(stream.aim());
    }

    @Test
    void peerWithoutARouteIsNeitherHeardNorASettledOne() {
        var nowhere = new Endpoint(0, 0xffff_f000_0001L, 4000); // 240.0.0.1, reserved
        stream.aim(Aim.unlocked(nowhere, Endpoint.NOBODY, Latching.EXACT, true, true));
        send(stranger.rtp, here, packet(1, 0xbad, 0));
        read();
        assertThat(stream.reception.received()).isZero();
        assertThat(stream.aim().locked()).isFalse();
        stream.aim(aim(peer, Latching.EXACT));
        send(peer.rtp, here, packet(2));
        while (stream.reception.received() < 1) read();
        assertThat(receive(listener.rtp)).isEqualTo(packet(2));
    }

    @Test
    void nothingFollowsTheEnd() {
        stream.aim(Aim.CLOSED);
        stream.aim(aim(peer, Latching.ADDRESS));
        stream.direct(true, true);
        assertThat(stream.aim()).isSameAs(Aim.CLOSED);
        send(peer.rtp, here, packet(1));
        read();
        assertThat(stream.reception.received()).isZero();
    }

    @Test
    void mediaIsMarkedForExpeditedForwarding() {
        if (stream.line instanceof EpollLine line)
            assertThat(Syscalls.getsockopt(line.fd, Syscalls.IPPROTO_IP, Syscalls.IP_TOS))
                    .isEqualTo(46 << 2);
    }
}
