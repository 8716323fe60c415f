package org.demarc.edge.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.demarc.edge.locating.PlaceStatus;
import org.demarc.edge.locating.ServerList;
import org.demarc.edge.locating.ServerList.Member;
import org.demarc.edge.registration.RegisteredTrunk;
import org.demarc.edge.registration.RegistrationSnapshot;
import org.demarc.edge.registration.Way;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkSnapshot.BindingSnapshot;
import org.demarc.edge.status.TrunkSnapshot.PeerSnapshot;
import org.demarc.sip.location.Server;
import org.demarc.sip.message.IpText;
import org.demarc.sip.transport.Flow;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// The living side of a trunk, shared by all lanes and kept over reloads.
public final class TrunkState {
    private static final int STATUSES = 700;
    private static final int MOST_SERVERS = 16;

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger emergencies = new AtomicInteger();
    private final AtomicInteger bandwidth = new AtomicInteger();
    private final RateLimit rate = new RateLimit();
    /// The share of the rate that only calls for help use.
    private final RateLimit reserve = new RateLimit();
    private final AtomicLong attempts = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLongArray failures = new AtomicLongArray(STATUSES);
    private volatile Trunk trunk;
    private volatile Reached configured;
    /// Where some peers have names: what became of them. Null while they have not been looked for.
    private volatile @Nullable Reached found;

    private volatile @Nullable RegisteredTrunk registered;
    private final AtomicReference<List<PeerState>> servers = new AtomicReference<>(List.of());

    TrunkState(Trunk trunk, long wallClock) {
        this.trunk = trunk;
        this.registered = trunk.registers() ? new RegisteredTrunk(trunk.name()) : null;
        this.configured = Reached.configured(trunk, List.of(), wallClock);
    }

    /// Takes a new configuration; peers that stay keep their health. Those that DNS named stay until it has
    /// been asked again.
    void reconfigure(Trunk next, long wallClock) {
        configured = Reached.configured(next, peers(), wallClock);
        if (!next.registers()) registered = null;
        else if (registered == null || !sameAccount(trunk, next)) registered = new RegisteredTrunk(next.name());
        trunk = next;
        Reached known = found;
        if (known != null) known.follow(next, wallClock);
    }

    /// The peers of a trunk that registers are watched by its registration.
    static boolean watched(Trunk trunk) {
        return trunk.probe().intervalMillis() > 0 && trunk.registration() == null;
    }

    /// The health of a server that has just been found.
    ///
    /// @param sought the trunk as it was configured when the search began: a reload may have come since
    /// @param wallClock milliseconds since 1970
    public PeerState found(Trunk sought, Server server, long wallClock) {
        Peer peer = Reached.peer(sought, server);
        for (PeerState old : peers()) {
            if (old.peer().samePlace(peer)) return old;
        }
        return new PeerState(peer, watched(trunk), trunk.overloadControl(), wallClock);
    }

    /// What DNS says from now on.
    public void located(ServerList<PeerState> servers, List<PlaceStatus> places, long wallClock) {
        Reached now = Reached.located(servers, places);
        found = now;
        now.follow(trunk, wallClock);
    }

    /// Why it has no peer at all, where they have names; null: it has some.
    public @Nullable String notFound() {
        if (trunk.whereabouts() == null) return null;
        Reached r = reached();
        return r.peers().isEmpty() ? r.whyNone() : null;
    }

    /// What was learned of one registration holds for no other.
    private static boolean sameAccount(Trunk before, Trunk next) {
        return Objects.equals(before.registration(), next.registration())
                && Objects.equals(before.domain(), next.domain())
                && before.network().equals(next.network());
    }

    public Trunk trunk() {
        return trunk;
    }

    /// Its registration at the provider; null where it does not register.
    public @Nullable RegisteredTrunk registered() {
        return registered;
    }

    /// The server at the other end of a registration's flow.
    public PeerState server(Way way) {
        Flow flow = way.flow();
        while (true) {
            List<PeerState> before = servers.get();
            PeerState known = serverAt(before, flow);
            if (known != null) return known;
            String uri = "sip:" + IpText.host(flow.remote().getAddress()) + ":"
                    + flow.remote().getPort() + ";transport="
                    + flow.transport().parameter();
            Peer peer = new Peer(uri, String.valueOf(trunk.domain()), flow.remote(), flow.transport());
            List<PeerState> next = new ArrayList<>(before);
            if (next.size() == MOST_SERVERS) next.removeFirst();
            known = new PeerState(peer, false, 0);
            next.add(known);
            if (servers.compareAndSet(before, List.copyOf(next))) return known;
        }
    }

    private static @Nullable PeerState serverAt(List<PeerState> servers, Flow flow) {
        for (PeerState server : servers) {
            Peer peer = server.peer();
            if (peer.transport() == flow.transport() && peer.address().equals(flow.remote())) return server;
        }
        return null;
    }

    /// Its peers in order of preference.
    public List<PeerState> peers() {
        return reached().peers();
    }

    private Reached reached() {
        Reached known = trunk.whereabouts() == null ? null : found;
        return known == null ? configured : known;
    }

    /// Its peers with their priorities and weights, where not only their order decides; null where it does.
    public @Nullable List<Member<PeerState>> shared() {
        return reached().shared();
    }

    /// All that DNS found, or those of the configuration where they have ranks; empty where order alone decides.
    public List<Member<PeerState>> members() {
        return reached().members();
    }

    /// As [#admit(Urgency, int, long)], for an ordinary call whose media is not known.
    ///
    /// @return null, or the configuration key of the limit that refused
    public @Nullable String admit(long now) {
        return admit(Urgency.ORDINARY, 0, now);
    }

    /// Takes a place for one call, if the limits let it; to be given back by `release`. A call for help always gets
    /// one: it takes from the reserve first, then from what ordinary calls could have (catalogue OVL-007).
    ///
    /// @param kilobits what its media takes (`Bandwidth`); 0: not known
    /// @return null, or the configuration key of the limit that refused
    public @Nullable String admit(Urgency urgency, int kilobits, long now) {
        Trunk.Limits limits = trunk.limits();
        int percent = 100 - limits.reserve().percent();
        if (urgency == Urgency.EMERGENCY) {
            calls.incrementAndGet();
            emergencies.incrementAndGet();
            bandwidth.addAndGet(kilobits);
            if (percent == 100 || !reserve.pass(limits.callsPerSecond(), 100 - percent, now)) {
                rate.charge(limits.callsPerSecond(), percent, now);
            }
            return null;
        }
        int mine = calls.incrementAndGet();
        if (limits.calls() > 0 && mine > room(limits)) return refuse("calls");
        int load = bandwidth.addAndGet(kilobits);
        if (limits.kilobits() > 0 && kilobits > 0 && load > (long) limits.kilobits() * percent / 100) {
            bandwidth.addAndGet(-kilobits);
            return refuse("bandwidth");
        }
        if (!rate.pass(limits.callsPerSecond(), percent, now)) {
            bandwidth.addAndGet(-kilobits);
            return refuse("calls-per-second");
        }
        return null;
    }

    /// How many calls there may be with one more ordinary call: the calls for help that are up fill the reserve first.
    private int room(Trunk.Limits limits) {
        int kept = limits.calls() - limits.ordinaryCalls();
        return limits.ordinaryCalls() + Math.min(kept, emergencies.get());
    }

    private String refuse(String limit) {
        calls.decrementAndGet();
        refused.incrementAndGet();
        return "trunks." + trunk.name() + ".limits." + limit;
    }

    /// Gives the place back.
    public void release() {
        release(Urgency.ORDINARY, 0);
    }

    /// Gives back what `admit` took, with the kilobits that the call takes now.
    public void release(Urgency urgency, int kilobits) {
        calls.decrementAndGet();
        if (urgency == Urgency.EMERGENCY) emergencies.decrementAndGet();
        bandwidth.addAndGet(-kilobits);
    }

    /// The media of a call that is up takes more or less than was thought. Never refused: the call is there.
    public void adjust(int fromKilobits, int toKilobits) {
        bandwidth.addAndGet(toKilobits - fromKilobits);
    }

    /// What the media of its calls takes now, in kbit/s and one direction, as far as it is known.
    public int kilobits() {
        return bandwidth.get();
    }

    /// A call begins that comes from it or may go to it, whatever becomes of it.
    public void attempted() {
        attempts.incrementAndGet();
    }

    /// A call of it was answered.
    public void answered() {
        answered.incrementAndGet();
    }

    /// A call of it ended without an answer, with this status.
    public void failed(int status) {
        if (status > 0 && status < STATUSES) failures.incrementAndGet(status);
    }

    /// As it stands, where nothing can be registered with us.
    public TrunkSnapshot snapshot() {
        return snapshot(null);
    }

    /// As it stands.
    ///
    /// @param bound what is registered with us; null where nothing can be
    public TrunkSnapshot snapshot(@Nullable List<BindingSnapshot> bound) {
        Trunk t = trunk;
        RegisteredTrunk account = registered;
        RegistrationSnapshot registration = account == null ? null : account.snapshot();
        Reached r = reached();
        List<PeerSnapshot> each = r.snapshot();
        boolean up = false;
        boolean probing = r.looking() || (t.whereabouts() != null && found == null);
        for (PeerState peer : r.peers()) {
            up |= peer.state() == PeerState.State.UP || peer.state() == PeerState.State.UNWATCHED;
            probing |= peer.state() == PeerState.State.PROBING;
        }
        if (bound != null) {
            for (BindingSnapshot b : bound)
                up |= !b.state().equals("down")
                        && (!b.flow().isEmpty() || b.regId() == 0 || !b.path().isEmpty());
        }
        Map<Integer, Long> failed = new TreeMap<>();
        for (int status = 300; status < STATUSES; status++) {
            long n = failures.get(status);
            if (n > 0) failed.put(status, n);
        }
        return new TrunkSnapshot(
                t.name(),
                t.faces().name().toLowerCase(Locale.ROOT),
                t.network(),
                t.registration() == null ? "static" : "registration",
                registration != null ? state(registration) : up ? "up" : probing ? "probing" : "down",
                calls.get(),
                t.limits().calls(),
                attempts.get(),
                answered.get(),
                refused.get(),
                failed,
                each,
                r.places(),
                registration,
                bound == null ? List.of() : bound);
    }

    private static String state(RegistrationSnapshot registration) {
        return switch (registration.state()) {
            case REGISTERED -> "up";
            case REGISTERING -> "probing";
            case FAILED, REFUSED, STOPPED -> "down";
        };
    }
}
