package org.demarc.edge.world;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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
    private final Map<String, List<Binding>> bindings = new HashMap<>();
    private final Map<Long, Connection> connections = new HashMap<>();
    private @Nullable LaneCore core;
    private final Map<InetSocketAddress, Loss> losses = new HashMap<>();
    private final Set<InetSocketAddress> vanishing = new HashSet<>();
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
        bindings.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(binding);
        attach(name, binding);
    }

    /// Where the network of that name has an address of the family of another.
    private @Nullable Binding binding(String name, InetSocketAddress of) {
        for (Binding each : bindings.getOrDefault(name, List.of())) {
            if (each.local().getAddress().getClass() == of.getAddress().getClass()) return each;
        }
        return null;
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
        for (List<Binding> each : bindings.values()) each.forEach(b -> network.detach(b.local()));
        for (Connection connection : List.copyOf(connections.values())) connection.breakDown();
        connections.clear();
    }

    /// No connection to there comes to stand, and nobody says so.
    void vanishes(InetSocketAddress remote) {
        vanishing.add(remote);
    }

    /// From now on nothing that is sent there arrives, and the sender hears why; null: it does again.
    public void loses(InetSocketAddress remote, @Nullable Loss loss) {
        if (loss == null) losses.remove(remote);
        else losses.put(remote, loss);
    }

    /// Back again, with nothing forgotten.
    public void revive() {
        dead = false;
        bindings.forEach((name, each) -> each.forEach(b -> attach(name, b)));
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
        Binding binding = binding(name, to);
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
        Binding binding = binding(flow.network(), flow.remote());
        if (binding == null) throw new IllegalStateException("no network " + flow.network());
        long number = ++connectionNumber;
        var connection = new Connection(flow(flow.network(), binding, Transport.TCP, flow.remote(), number), null);
        connection.ours = true;
        connections.put(number, connection);
        InetAddress from = binding.local().getAddress();
        ephemeral = ephemeral >= 60_000 ? 32_768 : ephemeral + 1;
        if (vanishing.contains(flow.remote())) return connection;
        connection.end = network.connect(new InetSocketAddress(from, ephemeral), flow.remote(), connection);
        return connection;
    }

    @Override
    public @Nullable Flow flow(String name, Transport transport, InetSocketAddress remote) {
        Binding binding = binding(name, remote);
        if (binding == null || !binding.transports().contains(transport)) return null;
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

    @Override
    public boolean race(Flow first, Flow second, long patience, Raced told) {
        Connection standing = connections.get(first.connection());
        if (standing == null) standing = openTo(first.remote());
        if (standing != null && standing.stands) return false;
        Connection other = openTo(second.remote());
        boolean at = other != null && other.stands;
        new Race(told, at ? null : second, patience).run(at ? second : first);
        return true;
    }

    /// As `net` does it: RFC 8305 section 5.
    private final class Race {
        private final Raced told;
        private @Nullable Flow second;
        private final List<Connection> runners = new ArrayList<>(2);
        private int running;
        private boolean over;

        Race(Raced told, @Nullable Flow second, long patience) {
            this.told = told;
            this.second = second;
            clock.schedule(Duration.ofMillis(250), this::runSecond);
            clock.schedule(Duration.ofMillis(patience), () -> finish(null, "no connection in time"));
        }

        void run(Flow to) {
            running++;
            Connection open = openTo(to.remote());
            Connection connection = open == null ? connect(to) : open;
            runners.add(connection);
            connection.settled.add(stands -> {
                running--;
                if (stands) finish(connection.flow, "");
                else if (second != null) runSecond();
                else if (running == 0) finish(null, "refused");
            });
            if (connection.stands) clock.schedule(Duration.ZERO, () -> connection.settle(true));
        }

        private void runSecond() {
            Flow to = second;
            second = null;
            if (to != null && !over && !dead) run(to);
        }

        private void finish(@Nullable Flow flow, String why) {
            if (over || dead) return;
            over = true;
            second = null;
            if (flow != null) runners.forEach(Connection::closeUnused);
            told.over(flow, why);
            watch.settled();
        }
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
        private final List<Consumer<Boolean>> settled = new ArrayList<>(0);
        private boolean ours;
        private boolean stands;

        Connection(Flow flow, @Nullable StreamEnd<?, byte[]> end) {
            this.flow = flow;
            this.end = end;
        }

        void send(byte[] octets, @Nullable SendFailure onFailure) {
            if (onFailure != null) senders.add(onFailure);
            StreamEnd<?, byte[]> stream = end;
            if (vanishing.contains(flow.remote())) return;
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
            stands = true;
            settle(true);
        }

        private void closeUnused() {
            if (!stands && senders.isEmpty()) connections.remove(flow.connection());
        }

        private void settle(boolean standing) {
            List<Consumer<Boolean>> those = List.copyOf(settled);
            settled.clear();
            those.forEach(each -> each.accept(standing));
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
            settle(false);
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
