package org.demarc.edge.world;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.StreamEnd;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.codec.StreamDecoder;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// The sockets of one machine on the virtual network: what leaves is encoded, what comes in is decoded,
/// connections are opened when first sent on, and their end is told to those who sent on them.
public final class VirtualSender implements Sender {
    /// Sees what one machine sends and gets.
    public interface Watch {
        Watch NONE = new Watch() {};

        default void sent(byte[] octets, Flow flow) {}

        default void delivered(SipMessage message, Flow flow) {}

        default void settled() {}

        default void closed(Flow flow) {}
    }

    private record Binding(InetSocketAddress local, Set<Transport> transports) {}

    private static final MessageDecoder DECODER = new MessageDecoder(Limits.DEFAULT);

    private final VirtualClock clock;
    private final FaultyNetwork<InetSocketAddress, byte[]> network;
    private final Gen gen;
    private final Watch watch;
    private final Map<String, Binding> bindings = new HashMap<>();
    private final Map<Long, Connection> connections = new HashMap<>();
    private @Nullable LaneCore core;
    private final Map<InetSocketAddress, Loss> losses = new HashMap<>();
    private long connectionNumber;
    private int ephemeral = 32_768;
    private boolean dead;

    public VirtualSender(VirtualClock clock, FaultyNetwork<InetSocketAddress, byte[]> network, Gen gen, Watch watch) {
        this.clock = clock;
        this.network = network;
        this.gen = gen;
        this.watch = watch;
    }

    /// Who gets what comes in.
    public void core(LaneCore receiver) {
        core = receiver;
    }

    /// Listens there.
    public void bind(String name, InetSocketAddress local, Set<Transport> transports) {
        var binding = new Binding(local, transports);
        bindings.put(name, binding);
        attach(name, binding);
    }

    private void attach(String name, Binding binding) {
        if (binding.transports().contains(Transport.UDP)) {
            network.attach(binding.local(), (from, to, octets) -> datagram(name, from, to, octets));
        }
        if (binding.transports().contains(Transport.TCP)) {
            network.listen(binding.local(), from -> {
                var connection = new Connection(flow(name, binding, Transport.TCP, from, ++connectionNumber), null);
                connections.put(connectionNumber, connection);
                return connection;
            });
        }
    }

    /// From now on nothing leaves and nothing comes in; connections break.
    public void die() {
        dead = true;
        for (Binding binding : bindings.values()) network.detach(binding.local());
        for (Connection connection : List.copyOf(connections.values())) connection.breakDown();
        connections.clear();
    }

    /// From now on nothing that is sent there arrives, and the sender hears why; null: it does again.
    public void loses(InetSocketAddress remote, @Nullable Loss loss) {
        if (loss == null) losses.remove(remote);
        else losses.put(remote, loss);
    }

    /// Back again, with nothing forgotten.
    public void revive() {
        dead = false;
        bindings.forEach(this::attach);
    }

    public boolean dead() {
        return dead;
    }

    private static Flow flow(
            String name, Binding binding, Transport transport, InetSocketAddress remote, long connection) {
        return new Flow(name, transport, binding.local(), remote, connection, text(binding.local()));
    }

    /// `address:port`, IPv6 in brackets.
    public static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void datagram(String name, InetSocketAddress from, InetSocketAddress to, byte[] octets) {
        Binding binding = bindings.get(name);
        if (dead || binding == null || !binding.local().equals(to)) return;
        if (octets.length >= 20 && octets[0] == 0) { // STUN; its answer says nothing here
            LaneCore receiver = core;
            if (receiver != null) receiver.heard(flow(name, binding, Transport.UDP, from, 0));
            return;
        }
        take(DECODER.decode(octets.clone(), octets.length), flow(name, binding, Transport.UDP, from, 0));
    }

    private void take(Decoded decoded, Flow flow) {
        LaneCore receiver = core;
        if (dead || receiver == null) return;
        switch (decoded) {
            case Decoded.Complete(Request request, int _) -> {
                Request marked = received(request, flow);
                watch.delivered(marked, flow);
                receiver.received(marked, flow);
                watch.settled();
            }
            case Decoded.Complete(SipMessage message, int _) -> {
                watch.delivered(message, flow);
                receiver.received(message, flow);
                watch.settled();
            }
            case Decoded.Malformed malformed -> {
                Decoded.Malformed marked = malformed.asFarAsRead() instanceof Request request
                        ? new Decoded.Malformed(malformed.status(), malformed.why(), received(request, flow))
                        : malformed;
                receiver.malformed(marked, flow);
                watch.settled();
            }
            case Decoded.NeedMore() -> {}
            case Decoded.KeepAlive keepAlive -> {
                if (keepAlive.ping() && flow.transport().reliable()) receiver.heard(flow);
            }
        }
    }

    private static Request received(Request request, Flow flow) {
        return request.receivedFrom(flow.remote().getAddress(), flow.remote().getPort());
    }

    @Override
    public void send(SipMessage message, Flow flow, @Nullable SendFailure onFailure) {
        if (dead) return;
        byte[] octets = Arrays.copyOf(message.wire(), message.length());
        watch.sent(octets, flow);
        sendOctets(octets, flow, onFailure);
    }

    /// Sends octets that need not be a message.
    public void sendOctets(byte[] octets, Flow flow, @Nullable SendFailure onFailure) {
        if (dead) return;
        Loss loss = losses.get(flow.remote());
        if (loss != null) {
            clock.schedule(Duration.ZERO, () -> {
                if (!dead && onFailure != null) onFailure.undelivered(loss, "as told");
            });
            return;
        }
        if (flow.transport() == Transport.UDP) {
            network.send(flow.local(), flow.remote(), octets);
            return;
        }
        Connection connection = connections.get(flow.connection());
        if (connection == null) connection = openTo(flow.remote());
        if (connection == null) connection = connect(flow);
        connection.send(octets, onFailure);
    }

    private @Nullable Connection openTo(InetSocketAddress remote) {
        for (Connection connection : connections.values()) {
            if (connection.ours && connection.flow.remote().equals(remote)) return connection;
        }
        return null;
    }

    private Connection connect(Flow flow) {
        Binding binding = bindings.get(flow.network());
        if (binding == null) throw new IllegalStateException("no network " + flow.network());
        long number = ++connectionNumber;
        var connection = new Connection(flow(flow.network(), binding, Transport.TCP, flow.remote(), number), null);
        connection.ours = true;
        connections.put(number, connection);
        InetAddress from = binding.local().getAddress();
        ephemeral = ephemeral >= 60_000 ? 32_768 : ephemeral + 1;
        connection.end = network.connect(new InetSocketAddress(from, ephemeral), flow.remote(), connection);
        return connection;
    }

    @Override
    public @Nullable Flow flow(String name, Transport transport, InetSocketAddress remote) {
        Binding binding = bindings.get(name);
        if (binding == null || !binding.transports().contains(transport)) return null;
        if (remote.getAddress().getClass() != binding.local().getAddress().getClass()) return null;
        if (transport.reliable()) {
            Connection open = openTo(remote);
            if (open != null) return open.flow;
        }
        return flow(name, binding, transport, remote, 0);
    }

    @Override
    public boolean alive(Flow flow) {
        return flow.transport() == Transport.UDP || connections.containsKey(flow.connection());
    }

    /// How many connections are open.
    public int connections() {
        return connections.size();
    }

    private final class Connection implements StreamEnd.Handler<byte[]> {
        private final Flow flow;
        private final StreamDecoder decoder = new StreamDecoder(Limits.DEFAULT);
        private final List<SendFailure> senders = new ArrayList<>();
        private @Nullable StreamEnd<?, byte[]> end;
        private boolean ours;

        Connection(Flow flow, @Nullable StreamEnd<?, byte[]> end) {
            this.flow = flow;
            this.end = end;
        }

        void send(byte[] octets, @Nullable SendFailure onFailure) {
            if (onFailure != null) senders.add(onFailure);
            StreamEnd<?, byte[]> stream = end;
            if (stream == null) throw new IllegalStateException("sent before the connection had an end");
            int cut = gen.chance(0.1) ? gen.below(octets.length) : 0;
            if (cut > 0) stream.send(Arrays.copyOfRange(octets, 0, cut));
            stream.send(Arrays.copyOfRange(octets, cut, octets.length));
        }

        void breakDown() {
            if (end != null) end.breakDown();
        }

        @Override
        public void connected(StreamEnd<?, byte[]> stream) {
            end = stream;
        }

        @Override
        public void received(StreamEnd<?, byte[]> stream, byte[] octets) {
            decoder.feed(octets, 0, octets.length);
            while (true) {
                Decoded decoded = decoder.next();
                if (decoded instanceof Decoded.NeedMore) break;
                take(decoded, flow);
            }
            if (decoder.broken()) {
                stream.close();
                ended("the other side sent no SIP");
            }
        }

        @Override
        public void closed(StreamEnd<?, byte[]> stream, String why) {
            ended(why);
        }

        private void ended(String why) {
            if (connections.remove(flow.connection()) == null) return;
            watch.closed(flow);
            for (SendFailure sender : senders) {
                clock.schedule(Duration.ZERO, () -> {
                    if (!dead) sender.undelivered(Loss.FLOW_FAILED, why);
                });
            }
            LaneCore receiver = core;
            if (receiver != null && !dead) receiver.closed(flow);
        }
    }
}
