package org.demarc.edge.b2bua;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.admission.Urgency;
import org.demarc.edge.locating.ServerList.Member;
import org.demarc.edge.registration.RegisteredTrunk;
import org.demarc.edge.registration.Way;
import org.demarc.sip.location.Chance;
import org.demarc.sip.location.Selection;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Tokens;
import org.demarc.trunk.account.Peer;
import org.jspecify.annotations.Nullable;

/// Where one call may still be tried: of each destination in order the peers in service, in their order or by
/// priority and weight, or the contacts that are registered, which are peers in all that follows. As a last resort
/// (catalogue FLD-001) come the destinations that have none: their peers out of service, then those at rest. When all
/// of these were silent or could not be reached, those that were left out are tried, too: what we know of them may be
/// wrong. A peer that asked to be left alone never is one, nor a contact that is gone, but for a call for help, as
/// the very last (catalogue EMG-012).
final class Targets {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int FLOW_FAILED = 430;

    /// One peer of one trunk.
    ///
    /// @param way over the registration of the trunk; null where it does not register, or not yet
    /// @param contact what its PBX registered; null for a peer of the configuration
    record Target(
            TrunkState trunk, PeerState peer, @Nullable Way way, org.demarc.edge.registrar.@Nullable Target contact) {
        Target(TrunkState trunk, PeerState peer) {
            this(trunk, peer, null, null);
        }

        static Target of(TrunkState trunk, org.demarc.edge.registrar.Target contact) {
            return new Target(trunk, contact.binding().health(), null, contact);
        }

        /// The same, to a provider with whom we are not registered.
        Target unregistered(Flow flow) {
            return new Target(trunk, peer, Way.unregistered(flow), contact);
        }
    }

    private final List<Target> left = new ArrayList<>();
    private final List<TrunkState> trunks;
    private final long now;
    private final Tokens tokens;
    /// What is registered with us, by trunk; null where nothing can be.
    private final @Nullable IdentityHashMap<TrunkState, List<org.demarc.edge.registrar.Target>> bound;
    private List<TrunkState> skipped = List.of();
    /// Instances that have answered.
    private List<String> spoken = List.of();
    private boolean everybody;
    private boolean quietToo;
    private int next;

    /// For an ordinary call.
    Targets(List<TrunkState> trunks, long now, Tokens tokens) {
        this(trunks, null, Urgency.ORDINARY, now, tokens);
    }

    /// @param bound what is registered for the trunks that registers with us, in order; null: none of them does
    /// @param tokens where the chance is from that chooses among peers of one priority
    Targets(
            List<TrunkState> trunks,
            @Nullable IdentityHashMap<TrunkState, List<org.demarc.edge.registrar.Target>> bound,
            Urgency urgency,
            long now,
            Tokens tokens) {
        this.bound = bound;
        this.trunks = trunks;
        this.now = now;
        this.tokens = tokens;
        this.quietToo = urgency == Urgency.EMERGENCY;
        List<TrunkState> silent = new ArrayList<>(0);
        for (TrunkState trunk : trunks) {
            if (!add(trunk, PeerState.IN_SERVICE)) silent.add(trunk);
        }
        for (TrunkState trunk : silent) {
            add(trunk, PeerState.OUT_OF_SERVICE);
            add(trunk, PeerState.AT_REST);
        }
        if (urgency == Urgency.EMERGENCY) {
            for (TrunkState trunk : trunks) addUnregistered(trunk);
            for (TrunkState trunk : trunks) addGone(trunk);
        }
    }

    /// A call for help tries even those that are known to be gone, at the very end (catalogue EMG-012).
    private void addGone(TrunkState trunk) {
        for (org.demarc.edge.registrar.Target contact : contacts(trunk)) {
            if (contact.binding().health().rank(now) == PeerState.GONE) left.add(Target.of(trunk, contact));
        }
    }

    /// A call for help waits for no registration: it goes to every address of the provider that no registration leads
    /// to, too (catalogue REG-028, EMG-004, EMG-012).
    private void addUnregistered(TrunkState trunk) {
        RegisteredTrunk registered = trunk.registered();
        if (registered == null) return;
        for (PeerState peer : trunk.peers()) {
            if (!leadsTo(registered.ways(), peer.peer())) left.add(new Target(trunk, peer));
        }
    }

    private static boolean leadsTo(List<Way> ways, Peer peer) {
        for (Way way : ways) {
            Flow flow = way.flow();
            if (flow.transport() == peer.transport() && flow.remote().equals(peer.address())) return true;
        }
        return false;
    }

    private boolean add(TrunkState trunk, int rank) {
        int before = left.size();
        RegisteredTrunk registered = trunk.registered();
        if (registered != null) {
            for (Way way : registered.ways()) {
                PeerState server = trunk.server(way);
                if (server.quietFor(now) == 0 && server.rank(now) == rank)
                    left.add(new Target(trunk, server, way, null));
            }
            return left.size() > before;
        }
        if (bound != null) {
            for (org.demarc.edge.registrar.Target contact : contacts(trunk)) {
                PeerState health = contact.binding().health();
                if (health.quietFor(now) == 0 && health.rank(now) == rank) left.add(Target.of(trunk, contact));
            }
        }
        List<Member<PeerState>> shared = trunk.shared();
        if (shared == null) {
            for (PeerState peer : trunk.peers()) {
                if (peer.quietFor(now) == 0 && peer.rank(now) == rank) left.add(new Target(trunk, peer));
            }
        } else {
            int[] order = Selection.order(
                    shared,
                    m -> m.health().quietFor(now) == 0 && m.health().rank(now) == rank ? 0 : -1,
                    Chance.of(tokens));
            for (int index : order) left.add(new Target(trunk, shared.get(index).health()));
        }
        return left.size() > before;
    }

    private List<org.demarc.edge.registrar.Target> contacts(TrunkState trunk) {
        return bound == null ? List.of() : bound.getOrDefault(trunk, List.of());
    }

    /// Leaves out the other flows of a PBX that has spoken: it is not asked again (RFC 5626 section 7, catalogue
    /// REG-052).
    ///
    /// @param status of its final response
    void spoken(org.demarc.edge.registrar.Target by, int status) {
        String instance = by.binding().instance();
        if (status == REQUEST_TIMEOUT || status == FLOW_FAILED || instance.isEmpty()) return;
        if (spoken.isEmpty()) spoken = new ArrayList<>(1);
        spoken.add(instance);
        for (int i = left.size() - 1; i >= next; i--) {
            org.demarc.edge.registrar.Target other = left.get(i).contact();
            if (other != null && other.binding().instance().equals(instance)) left.remove(i);
        }
    }

    /// How long until the first of all peers wants to be asked again, in milliseconds; 0 while there is one that
    /// did not ask to be left alone.
    long quietFor(long at) {
        long least = Long.MAX_VALUE;
        for (TrunkState trunk : trunks) {
            RegisteredTrunk registered = trunk.registered();
            if (registered == null) {
                for (PeerState peer : trunk.peers()) least = Math.min(least, peer.quietFor(at));
                for (var contact : contacts(trunk))
                    least = Math.min(least, contact.binding().health().quietFor(at));
            } else {
                for (Way way : registered.ways())
                    least = Math.min(least, trunk.server(way).quietFor(at));
            }
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    /// True while there is nothing to try, out of service or not.
    boolean isEmpty() {
        return left.isEmpty();
    }

    @Nullable
    Target next() {
        return exhausted() ? null : left.get(next++);
    }

    /// What comes next where that is the same host as the target given last, at an address of the other family:
    /// connections to both may be tried beside each other (RFC 8305 section 5, RFC 7984 section 3.1, catalogue
    /// IP6-007). Null: it is another host, or nothing comes.
    @Nullable
    Target twin(Target of) {
        List<Member<PeerState>> members = of.trunk().members();
        if (members.isEmpty() || next >= left.size()) return null;
        Target then = left.get(next);
        if (then.trunk() != of.trunk() || then.way() != null || then.contact() != null) return null;
        Peer one = of.peer().peer();
        Peer other = then.peer().peer();
        if (one.transport() != other.transport()
                || one.address().getPort() != other.address().getPort()
                || one.address().getAddress() instanceof Inet6Address
                        == other.address().getAddress() instanceof Inet6Address) return null;
        int group = group(members, of.peer());
        return group >= 0 && group == group(members, then.peer()) ? then : null;
    }

    private static int group(List<Member<PeerState>> members, PeerState of) {
        for (Member<PeerState> member : members) if (member.health() == of) return member.group();
        return -1;
    }

    /// The twin was faster: the target given last comes after it.
    void swapped(Target given) {
        left.set(next, given);
    }

    /// Leaves out the other peers of a trunk: its limits refused, or it answered with a failure of its own.
    void skip(TrunkState trunk) {
        if (skipped.isEmpty()) skipped = new ArrayList<>(1);
        skipped.add(trunk);
        while (next < left.size() && left.get(next).trunk() == trunk) next++;
    }

    /// A peer answered: where there is one that lives, nobody waits for those that seem not to.
    void answered() {
        everybody = true;
    }

    boolean exhausted() {
        if (next < left.size()) return false;
        if (!everybody) addTheRest();
        if (next >= left.size() && quietToo) addQuiet();
        return next >= left.size();
    }

    /// Once: who was left out, and who has been found meanwhile.
    private void addTheRest() {
        everybody = true;
        for (int rank = PeerState.IN_SERVICE; rank <= PeerState.AT_REST; rank++) {
            for (TrunkState trunk : trunks) {
                if (skipped.contains(trunk)) continue;
                RegisteredTrunk registered = trunk.registered();
                if (registered == null) {
                    for (PeerState peer : trunk.peers()) addRest(new Target(trunk, peer), rank);
                    for (var contact : contacts(trunk)) addRest(Target.of(trunk, contact), rank);
                } else {
                    for (Way way : registered.ways()) addRest(new Target(trunk, trunk.server(way), way, null), rank);
                }
            }
        }
    }

    private void addRest(Target t, int rank) {
        if (t.peer().quietFor(now) == 0 && t.peer().rank(now) == rank) addOnce(t);
    }

    private void addOnce(Target more) {
        var contact = more.contact();
        if (contact != null && spoken.contains(contact.binding().instance())) return;
        for (Target t : left) if (t.peer() == more.peer() && Objects.equals(t.way(), more.way())) return;
        left.add(more);
    }

    /// Once, for a call for help: who asked to be left alone.
    private void addQuiet() {
        quietToo = false;
        for (TrunkState trunk : trunks) {
            RegisteredTrunk registered = trunk.registered();
            if (registered == null) {
                for (PeerState peer : trunk.peers()) addQuiet(new Target(trunk, peer));
                for (var contact : contacts(trunk)) addQuiet(Target.of(trunk, contact));
            } else {
                for (Way way : registered.ways()) addQuiet(new Target(trunk, trunk.server(way), way, null));
            }
        }
    }

    private void addQuiet(Target t) {
        if (t.peer().quietFor(now) > 0) addOnce(t); // unless it was this call that made it ask
    }
}
