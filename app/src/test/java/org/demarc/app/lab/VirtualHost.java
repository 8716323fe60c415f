package org.demarc.app.lab;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.LaneRouting;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// What surrounds one lane, on virtual time: a UDP address in each of its networks, timers, tokens.
final class VirtualHost implements Sender, Timers, Tokens {
    private static final MessageDecoder DECODER = new MessageDecoder(Limits.DEFAULT);

    private final VirtualClock clock;
    private final FaultyNetwork<InetSocketAddress, byte[]> wire;
    private final Gen gen;
    private final Map<String, InetSocketAddress> points;

    /// @param points the address in each network, by its name
    VirtualHost(
            VirtualClock clock,
            FaultyNetwork<InetSocketAddress, byte[]> wire,
            Gen gen,
            Map<String, InetSocketAddress> points) {
        this.clock = clock;
        this.wire = wire;
        this.gen = gen;
        this.points = points;
    }

    /// From now on what arrives goes to `core`.
    void drive(LaneCore core) {
        points.forEach(
                (network, local) -> wire.attach(local, (from, _, octets) -> arrived(core, network, from, octets)));
    }

    private void arrived(LaneCore core, String network, InetSocketAddress from, byte[] octets) {
        byte[] own = octets.clone();
        Flow flow = flow(network, from);
        switch (DECODER.decode(own, own.length)) {
            case Decoded.Complete(SipMessage message, int _) ->
                core.received(
                        message instanceof Request request
                                ? request.receivedFrom(from.getAddress(), from.getPort())
                                : message,
                        flow);
            case Decoded.Malformed malformed -> core.malformed(malformed, flow);
            case Decoded.NeedMore _, Decoded.KeepAlive _ -> {}
        }
    }

    private Flow flow(String network, InetSocketAddress remote) {
        InetSocketAddress local = points.get(network);
        if (local == null) throw new IllegalArgumentException("no such network: " + network);
        String sentBy = local.getAddress().getHostAddress() + ":" + local.getPort();
        return new Flow(network, Transport.UDP, local, remote, 0, sentBy);
    }

    @Override
    public void send(SipMessage message, Flow flow, @Nullable SendFailure onFailure) {
        wire.send(flow.local(), flow.remote(), Arrays.copyOf(message.wire(), message.length()));
    }

    @Override
    public @Nullable Flow flow(String network, Transport transport, InetSocketAddress remote) {
        return transport == Transport.UDP ? flow(network, remote) : null;
    }

    @Override
    public boolean alive(Flow flow) {
        return true;
    }

    @Override
    public long now() {
        return clock.millis();
    }

    @Override
    public long wallClock() {
        return clock.millis();
    }

    @Override
    public Timeout after(long millis, Expiry owner, int what) {
        VirtualClock.Task task = clock.schedule(Duration.ofMillis(millis), () -> owner.expired(what));
        return task::cancel;
    }

    @Override
    public String branch() {
        return LaneRouting.BRANCH_PREFIX + LaneRouting.digits(0) + random();
    }

    @Override
    public String tag() {
        return LaneRouting.TOKEN_PREFIX + LaneRouting.digits(0) + random();
    }

    @Override
    public String callId() {
        return tag();
    }

    @Override
    public long number() {
        return gen.bits() >>> 2;
    }

    private String random() {
        return String.format("%016x", gen.bits());
    }
}
