package org.demarc.sim;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A network of addresses `A` that carries packets `P` over a [VirtualClock], with the faults of a
/// [Gen]: datagrams, and links like TCP connections. Nothing is ever delivered from within a call of
/// `send`.
///
/// @param <A> an address; equal addresses are one place
/// @param <P> a packet; it is handed over as it is, so it should be immutable
public final class FaultyNetwork<A, P> {
    /// Takes the datagrams of one address.
    @FunctionalInterface
    public interface Receiver<A, P> {
        void received(A from, A to, P packet);
    }

    /// Sees every datagram and every packet of a stream that is sent, lost or not.
    @FunctionalInterface
    public interface Tap<A, P> {
        void sent(A from, A to, P packet);
    }

    private record Link<A>(A from, A to) {}

    final VirtualClock clock;
    final Gen gen;
    private Faults usual;
    private final Map<Link<A>, Faults> faults = new HashMap<>();
    private final Map<Link<A>, Long> lastArrival = new HashMap<>();
    private final Map<A, Receiver<A, P>> receivers = new HashMap<>();
    final Map<A, Acceptor<A, P>> acceptors = new HashMap<>();
    private final Map<Object, Cut<A>> cuts = new LinkedHashMap<>();
    private Tap<A, P> tap = (_, _, _) -> {};

    private long sent;
    private long delivered;
    private long lost;

    private record Cut<A>(Predicate<A> one, Predicate<A> other) {
        boolean between(A from, A to) {
            return (one.test(from) && other.test(to)) || (one.test(to) && other.test(from));
        }
    }

    /// Accepts the streams that are opened to one address.
    @FunctionalInterface
    public interface Acceptor<A, P> {
        /// Who handles our end of the new stream.
        StreamEnd.Handler<P> accepted(A from);
    }

    public FaultyNetwork(VirtualClock clock, Gen gen, Faults usual) {
        this.clock = clock;
        this.gen = gen;
        this.usual = usual;
    }

    /// From now on, everywhere where nothing else was said.
    public void faults(Faults usual) {
        this.usual = usual;
    }

    /// From now on, from one address to another; the way back is another link.
    public void faults(A from, A to, Faults ofLink) {
        faults.put(new Link<>(from, to), ofLink);
    }

    public void tap(Tap<A, P> tap) {
        this.tap = tap;
    }

    Faults faultsOf(A from, A to) {
        return faults.getOrDefault(new Link<>(from, to), usual);
    }

    /// Datagrams to `address` go to `receiver`, also those that are on their way.
    public void attach(A address, Receiver<A, P> receiver) {
        receivers.put(address, receiver);
    }

    /// Streams to `address` are accepted.
    public void listen(A address, Acceptor<A, P> acceptor) {
        acceptors.put(address, acceptor);
    }

    /// The endpoint at `address` is dead: datagrams to it vanish, streams to it are refused. Streams
    /// that exist are closed by who holds them.
    public void detach(A address) {
        receivers.remove(address);
        acceptors.remove(address);
    }

    /// Nothing passes between the addresses of `one` and those of `other`, until [#heal] with the same name.
    public void partition(String name, Set<A> one, Set<A> other) {
        partition(name, one::contains, other::contains);
    }

    /// Nothing passes between the addresses that `one` holds for and those that `other` holds for.
    public void partition(String name, Predicate<A> one, Predicate<A> other) {
        cuts.put(name, new Cut<>(one, other));
    }

    public void heal(String name) {
        cuts.remove(name);
    }

    boolean isCut(A from, A to) {
        for (var cut : cuts.values()) {
            if (cut.between(from, to)) return true;
        }
        return false;
    }

    /// Sends a datagram: it arrives later, perhaps twice, perhaps never.
    public void send(A from, A to, P packet) {
        sent++;
        tap.sent(from, to, packet);
        var f = faultsOf(from, to);
        if (gen.chance(f.loss()) || isCut(from, to)) {
            lost++;
            return;
        }
        deliverLater(from, to, packet, f);
        if (gen.chance(f.duplication())) deliverLater(from, to, packet, f);
    }

    private void deliverLater(A from, A to, P packet, Faults f) {
        long at = clock.millis() + f.delay(gen);
        if (gen.chance(f.reordering())) {
            at += gen.between(0, f.heldMillis());
        } else {
            at = lastArrival.merge(new Link<>(from, to), at, Math::max);
        }
        clock.scheduleAt(at, () -> {
            var receiver = receivers.get(to);
            if (receiver == null || isCut(from, to)) {
                lost++;
            } else {
                delivered++;
                receiver.received(from, to, packet);
            }
        });
    }

    /// Opens a stream; `handler` hears of it when it stands or is refused.
    public StreamEnd<A, P> connect(A from, A to, StreamEnd.Handler<P> handler) {
        var stream = new StreamEnd<>(this, from, to, handler);
        stream.open();
        return stream;
    }

    void tapped(A from, A to, P packet) {
        tap.sent(from, to, packet);
    }

    /// Datagrams given to [#send].
    public long sent() {
        return sent;
    }

    /// Datagrams handed to a receiver, copies included.
    public long delivered() {
        return delivered;
    }

    /// Datagrams that got lost, found nobody or were cut off.
    public long lost() {
        return lost;
    }
}
