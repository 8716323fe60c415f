package org.demarc.pbx.world;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.demarc.pbx.phone.Answering;
import org.demarc.pbx.phone.CallReport;
import org.demarc.pbx.phone.CallState;
import org.demarc.pbx.phone.Extension;
import org.demarc.pbx.phone.Pbx;
import org.demarc.pbx.phone.PbxConfig;
import org.demarc.sim.Faults;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.LaneRouting;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// Two PBXs, each the other's trunk, over UDP on a faulty network.
public final class World {
    public static final InetSocketAddress HERE = address("10.0.0.1", 5060);
    public static final InetSocketAddress THERE = address("10.0.0.2", 5060);
    private static final MessageDecoder DECODER = new MessageDecoder(Limits.DEFAULT);

    public final VirtualClock clock = new VirtualClock();
    public final FaultyNetwork<InetSocketAddress, byte[]> network;
    public final Gen gen;
    public final Side here;
    public final Side there;

    public World(Gen gen, Faults faults) {
        this(gen, faults, new Answering.After(1_000));
    }

    public World(Gen gen, Faults faults, Answering there) {
        this.gen = gen;
        this.network = new FaultyNetwork<>(clock, gen.split(), faults);
        this.here = new Side(HERE, THERE, "10.0.1.1", phones("10", "+121455501", new Answering.After(1_000)));
        this.there = new Side(THERE, HERE, "10.0.1.2", phones("20", "+120655502", there));
    }

    private static List<Extension> phones(String prefix, String numbers, Answering answering) {
        List<Extension> phones = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            phones.add(new Extension(prefix + i, numbers + "0" + i, "Phone " + i, answering));
        }
        return phones;
    }

    public void runFor(long millis) {
        clock.runFor(Duration.ofMillis(millis));
    }

    public static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    /// One PBX and its surroundings.
    public final class Side implements Sender, Timers, Tokens {
        private final InetSocketAddress local;
        public final Pbx pbx;
        public final VirtualVoices voices;
        public final List<CallReport> reports = new ArrayList<>();

        Side(InetSocketAddress local, InetSocketAddress peer, String mediaHost, List<Extension> phones) {
            this.local = local;
            this.voices = new VirtualVoices(clock, network, InetAddress.ofLiteral(mediaHost), gen.split());
            this.pbx = new Pbx(
                    new PbxConfig("sp.example.net", "lan", Transport.UDP, peer, phones, 60_000, 100),
                    voices,
                    this,
                    this,
                    this,
                    TimerConfig.RFC3261,
                    call -> reports.add(call.report()));
            network.attach(local, (from, _, octets) -> arrived(pbx, from, octets));
        }

        private void arrived(LaneCore core, InetSocketAddress from, byte[] octets) {
            byte[] own = octets.clone();
            Flow flow = flowTo(from);
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

        private Flow flowTo(InetSocketAddress remote) {
            return new Flow(
                    "lan",
                    Transport.UDP,
                    local,
                    remote,
                    0,
                    local.getAddress().getHostAddress() + ":" + local.getPort());
        }

        /// The last that was reported of the latest call.
        public CallReport last() {
            return reports.getLast();
        }

        /// How each call ended, in order.
        public List<CallReport> ended() {
            return reports.stream().filter(r -> r.state() == CallState.ENDED).toList();
        }

        @Override
        public void send(SipMessage message, Flow flow, @Nullable SendFailure onFailure) {
            network.send(local, flow.remote(), Arrays.copyOf(message.wire(), message.length()));
        }

        @Override
        public @Nullable Flow flow(String name, Transport transport, InetSocketAddress remote) {
            return transport == Transport.UDP ? flowTo(remote) : null;
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
            return LaneRouting.BRANCH_PREFIX + LaneRouting.digits(0) + hex();
        }

        @Override
        public String tag() {
            return LaneRouting.TOKEN_PREFIX + LaneRouting.digits(0) + hex();
        }

        @Override
        public String callId() {
            return tag();
        }

        @Override
        public long number() {
            return gen.bits() >>> 2;
        }

        private String hex() {
            return String.format("%016x", gen.bits());
        }
    }
}
