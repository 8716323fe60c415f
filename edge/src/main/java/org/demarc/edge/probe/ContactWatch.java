package org.demarc.edge.probe;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.b2bua.RegisteredContacts;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.event.EventSink;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registrar.Registrations;
import org.demarc.edge.registrar.Target;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.ua.UserAgent;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// Watches what is registered with us, in the order of when each contact is to be looked at next: of ten thousand that
/// are well, only those are touched whose time has come.
///
/// A contact without a flow of its own is asked like a static peer. One with a flow is asked when nothing came on that
/// for the time of `registration.flow-timer`, or when a call to it failed; its silence counts once it has answered, or
/// a call to it failed. One that was told to keep its flow alive
/// (RFC 5626 section 4.4, RFC 6223) and is not asked, as `probe` is off, is down once it did not, after a grace.
final class ContactWatch {
    private static final long SOON = 1_000;
    /// Seconds after which it is asked whether it answers at all.
    private static final long FIRST = 30;
    private static final long OFTEN = 2_000;
    private static final long LATER = 60_000;
    /// As long as three questions take.
    private static final long GRACE = 3 * Watch.AGAIN;

    private final UserAgent agent;
    private final Sender sender;
    private final EventSink events;
    private final RegisteredContacts contacts;
    private final Map<PeerState, Entry> entries = new HashMap<>();
    private final PriorityQueue<Ticket> queue = new PriorityQueue<>();
    private NodeState.@Nullable Generation seen;

    ContactWatch(UserAgent agent, Sender sender, EventSink events, RegisteredContacts contacts) {
        this.agent = agent;
        this.sender = sender;
        this.events = events;
        this.contacts = contacts;
    }

    /// One contact that is bound.
    private static final class Entry {
        final Registration registration;
        final PeerState health;
        /// It is known since then.
        final long since;

        /// Which share of the time it is left alone, of 1000: so that not all are asked at once.
        final long share;

        long due;
        /// Only what was heard after that says that it lives.
        long doubtedAt = Long.MIN_VALUE;
        /// A call to it failed.
        boolean called;

        @Nullable
        Watch watch;

        Entry(Registration registration, PeerState health, long share, long now) {
            this.registration = registration;
            this.health = health;
            this.share = share;
            this.since = now;
        }

        void drop() {
            if (watch != null) watch.drop();
            watch = null;
        }
    }

    /// When a contact is to be looked at; void when that has become another time.
    private record Ticket(Entry entry, long due) implements Comparable<Ticket> {
        @Override
        public int compareTo(Ticket other) {
            return Long.compare(due, other.due);
        }
    }

    @SuppressWarnings("ReferenceEquality") // each reload makes another one
    void tick(Registrations registrations, NodeState.Generation generation, long now) {
        if (seen != generation) {
            seen = generation;
            for (Entry e : entries.values()) at(e, now);
        }
        for (Registrations.News n = registrations.news(); n != null; n = n.next()) noted(n, now);
        while (true) {
            Ticket first = queue.peek();
            if (first == null || first.due > now) return;
            queue.poll();
            Entry e = first.entry;
            if (e.due != first.due) continue;
            long next = look(e, registrations, generation, now);
            if (next >= 0) {
                at(e, Math.max(next, now + 1));
            } else {
                e.drop();
                e.due = -1;
                entries.remove(e.health);
            }
        }
    }

    private void at(Entry e, long due) {
        if (e.due == due) return;
        e.due = due;
        queue.add(new Ticket(e, due));
    }

    private void noted(Registrations.News news, long now) {
        Entry entry = entries.get(news.health());
        if (entry == null) {
            entry = new Entry(news.registration(), news.health(), 1_000 - random(200), now);
            entries.put(entry.health, entry);
        }
        if (news.doubted()) {
            entry.doubtedAt = now;
            entry.called = true;
        }
        at(entry, now);
    }

    private long random(long below) {
        return Math.floorMod(agent.tokens().number(), below);
    }

    /// When to look again; -1: it is bound no more.
    private long look(Entry e, Registrations registrations, NodeState.Generation generation, long now) {
        TrunkState state = generation.trunks().get(e.registration.account().name());
        Trunk trunk = state == null ? null : state.trunk();
        long wallClock = agent.timers().wallClock();
        Binding binding = trunk == null || !RegistrarNode.serves(trunk) ? null : bound(e, wallClock);
        if (trunk == null || binding == null) return -1;
        long interval = trunk.probe().intervalMillis();
        Target target = Target.itself(binding, sender::alive);
        Flow flow = target == null ? null : target.flow();
        if (target == null || (flow == null && interval == 0)) return unwatched(e, now, wallClock);
        if (flow != null) return onFlow(e, trunk, target, registrations.heardAt(flow), now, wallClock);
        // After a start all of them may be without flows at one time.
        return ask(e, trunk, target, now + random(interval), true, now, wallClock);
    }

    private static @Nullable Binding bound(Entry e, long wallClock) {
        for (Binding b : e.registration.bindings().live(wallClock)) {
            if (b.health() == e.health) return b;
        }
        return null;
    }

    /// Nobody asks it any more.
    private static long unwatched(Entry e, long now, long wallClock) {
        e.drop();
        e.health.follow(false, false, wallClock);
        return now + LATER;
    }

    /// @param cameAt when something came on its flow last
    private long onFlow(Entry e, Trunk trunk, Target target, long cameAt, long now, long wallClock) {
        boolean asks = trunk.probe().intervalMillis() > 0;
        long promised = e.health.promised();
        RegistrationMode mode = trunk.registration();
        long most = promised > 0 || mode == null || !asks
                ? promised
                : mode.asRegistrar().flowTimer() * e.share;
        long heard = Math.max(e.since, Math.max(cameAt, e.health.heardAt()));
        boolean doubted = heard <= e.doubtedAt;
        if (most == 0 && !(doubted && asks)) return unwatched(e, now, wallClock);
        e.health.follow(true, false, wallClock);
        boolean speaks = e.health.speaks();
        if (!speaks) most = Math.min(most, FIRST * e.share);
        if (!doubted && now < heard + most) {
            e.drop();
            e.called = false;
            found(e, trunk, PeerState.State.UP, "it was heard on its flow", wallClock);
            return heard + most;
        }
        if (!doubted) e.doubtedAt = now;
        if (asks) {
            // Who never answered may be one that takes calls and answers no OPTIONS.
            long next = ask(e, trunk, target, now, speaks || e.called, now, wallClock);
            return Math.min(next, now + (e.health.state() == PeerState.State.DOWN ? OFTEN : SOON));
        }
        if (now - heard >= promised + GRACE) {
            found(e, trunk, PeerState.State.DOWN, "no keep-alive for " + (now - heard) / 1_000 + " s", wallClock);
        }
        return now + OFTEN;
    }

    private long ask(Entry e, Trunk trunk, Target target, long first, boolean fatal, long now, long wallClock) {
        var how = new ContactProbe(contacts, trunk, target);
        Watch watch = e.watch;
        if (watch == null || !watch.trunk.equals(trunk)) {
            e.drop();
            e.watch = watch = new Watch(trunk, e.health, how, agent, events, true);
            watch.notBefore(first);
        } else {
            watch.how = how;
        }
        watch.fatal = fatal;
        e.health.follow(true, false, wallClock);
        watch.tick(now);
        return watch.due(now);
    }

    /// That it goes out of service, or comes back, is told.
    private void found(Entry e, Trunk trunk, PeerState.State state, String why, long wallClock) {
        PeerState.State before = e.health.state();
        if (!e.health.found(state, why, wallClock)) return;
        if (before != PeerState.State.DOWN && state != PeerState.State.DOWN) return;
        events.report(new CallEvent.PeerChanged(
                trunk.name(), e.health.peer().uri(), state.name().toLowerCase(Locale.ROOT), why));
    }
}
