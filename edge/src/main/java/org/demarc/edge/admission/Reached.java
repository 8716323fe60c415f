package org.demarc.edge.admission;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.locating.PlaceStatus;
import org.demarc.edge.locating.ServerList;
import org.demarc.edge.locating.ServerList.Member;
import org.demarc.edge.status.TrunkSnapshot.PeerSnapshot;
import org.demarc.sip.location.Server;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.Whereabouts;
import org.jspecify.annotations.Nullable;

/// The peers of a trunk at one moment, replaced as a whole.
///
/// @param members in order of preference
/// @param shared the same where priorities and weights decide; null: their order does, and a call asks no more
/// @param places how DNS stands to each entry of `peers`; empty where all are addresses
record Reached(
        List<PeerState> peers,
        List<Member<PeerState>> members,
        @Nullable List<Member<PeerState>> shared,
        List<PlaceStatus> places) {

    /// Those of the configuration; who was there before keeps its health.
    static Reached configured(Trunk trunk, List<PeerState> before, long wallClock) {
        boolean watched = TrunkState.watched(trunk);
        List<PeerState> peers = new ArrayList<>(trunk.peers().size());
        boolean ranked = false;
        for (Peer peer : trunk.peers()) {
            peers.add(state(peer, before, watched, trunk.overloadControl(), wallClock));
            ranked |= peer.priority() != 0 || peer.weight() != 0;
        }
        if (!ranked) return new Reached(List.copyOf(peers), List.of(), null, List.of());
        List<Member<PeerState>> members = new ArrayList<>(peers.size());
        for (int i = 0; i < peers.size(); i++) {
            Peer peer = trunk.peers().get(i);
            var server = new Server(
                    peer.address(), peer.transport(), peer.host(), peer.host(), peer.priority(), peer.weight(), i);
            insert(members, new Member<>(server, peers.get(i)));
        }
        return of(members, List.of());
    }

    private static PeerState state(
            Peer peer, List<PeerState> before, boolean watched, boolean controlled, long wallClock) {
        for (PeerState old : before) {
            if (old.peer().samePlace(peer)
                    && watched == (old.state() != PeerState.State.UNWATCHED)
                    && controlled == (old.overload() != null)) return old;
        }
        return new PeerState(peer, watched, controlled, wallClock);
    }

    /// By priority, and those of one priority in the order in which they come.
    private static void insert(List<Member<PeerState>> members, Member<PeerState> next) {
        int at = members.size();
        while (at > 0 && members.get(at - 1).priority() > next.priority()) at--;
        members.add(at, next);
    }

    /// Those that were found.
    static Reached located(ServerList<PeerState> servers, List<PlaceStatus> places) {
        return of(servers.members(), places);
    }

    private static Reached of(List<Member<PeerState>> members, List<PlaceStatus> places) {
        List<PeerState> peers = new ArrayList<>(members.size());
        boolean choice = false;
        for (int i = 0; i < members.size(); i++) {
            Member<PeerState> member = members.get(i);
            peers.add(member.health());
            if (i == 0) continue;
            Member<PeerState> before = members.get(i - 1);
            choice |= before.priority() == member.priority() && before.group() != member.group();
        }
        List<Member<PeerState>> all = List.copyOf(members);
        return new Reached(List.copyOf(peers), all, choice ? all : null, List.copyOf(places));
    }

    /// The peer that a server is: as configured where it is one of those, else what DNS gave for an entry.
    static Peer peer(Trunk trunk, Server server) {
        for (Peer peer : trunk.peers()) {
            if (peer.address().equals(server.address())
                    && peer.transport() == server.transport()
                    && peer.host().equalsIgnoreCase(server.identity())) return peer;
        }
        Whereabouts whereabouts = trunk.whereabouts();
        if (whereabouts == null) throw new IllegalStateException("trunk " + trunk.name() + " has no names");
        Whereabouts.Entry of = null;
        for (Whereabouts.Entry entry : whereabouts.entries()) {
            if (!entry.destination().host().equals(server.identity())) continue;
            if (of == null || entry.destination().port() == server.address().getPort()) of = entry;
        }
        if (of == null) throw new IllegalStateException("no peer of " + trunk.name() + " is " + server.identity());
        return Peer.located(of.destination(), server.address(), server.transport());
    }

    /// Watches them, and speaks RFC 7339 with them, as the trunk is configured now.
    void follow(Trunk trunk, long wallClock) {
        for (PeerState peer : peers) peer.follow(TrunkState.watched(trunk), trunk.overloadControl(), wallClock);
    }

    /// Why there is none, where names were to be found.
    String whyNone() {
        for (PlaceStatus place : places) {
            if (!place.why().isEmpty()) return place.place() + ": " + place.why();
        }
        return "DNS has not said yet where it is";
    }

    /// True while nothing has been said of a place yet.
    boolean looking() {
        boolean any = false;
        for (PlaceStatus place : places) any |= place.state() == PlaceStatus.State.LOOKING;
        return any;
    }

    List<PeerSnapshot> snapshot() {
        List<PeerSnapshot> each = new ArrayList<>(peers.size());
        for (int i = 0; i < peers.size(); i++) {
            PeerState peer = peers.get(i);
            if (members.isEmpty()) {
                each.add(peer.snapshot(i + 1, 0, "fixed", 0));
                continue;
            }
            Server server = members.get(i).server();
            PlaceStatus place = placeOf(server);
            String answer = place == null
                    ? "fixed"
                    : switch (place.state()) {
                        case FRESH -> "fresh";
                        case STALE -> "stale";
                        case FIXED, LOOKING, ABSENT, LOST -> "fixed";
                    };
            long until = place == null || answer.equals("fixed") ? 0 : place.validUntil();
            each.add(peer.snapshot(server.priority(), server.weight(), answer, until));
        }
        return each;
    }

    private @Nullable PlaceStatus placeOf(Server server) {
        String text = server.toString();
        for (PlaceStatus place : places) {
            if (place.servers().contains(text)) return place;
        }
        return null;
    }
}
