package org.demarc.edge.locating;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.demarc.sip.location.Chance;
import org.demarc.sip.location.Selection;
import org.demarc.sip.location.Server;
import org.jspecify.annotations.Nullable;

/// The servers of a trunk at one moment: a value that is replaced as a whole.
///
/// @param <H> what is known of the health of each, which outlives the list
public final class ServerList<H> {
    /// A server and how it does.
    public record Member<H>(Server server, H health) implements Selection.Candidate {
        @Override
        public int priority() {
            return server.priority();
        }

        @Override
        public int weight() {
            return server.weight();
        }

        @Override
        public int group() {
            return server.group();
        }
    }

    private final List<Member<H>> members;

    private ServerList(List<Member<H>> members) {
        this.members = List.copyOf(members);
    }

    static <H> ServerList<H> empty() {
        return new ServerList<>(List.of());
    }

    /// All of them, by priority.
    public List<Member<H>> members() {
        return members;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /// The members in the order in which one call tries them.
    ///
    /// @param rank how good a choice its health makes a server: the less, the better; negative: not at all
    public List<Member<H>> ordered(ToIntFunction<? super H> rank, Chance chance) {
        int[] order = Selection.order(members, m -> rank.applyAsInt(m.health()), chance);
        List<Member<H>> ordered = new ArrayList<>(order.length);
        for (int index : order) ordered.add(members.get(index));
        return ordered;
    }

    /// The list with other servers; who stays keeps its health. The very same where nothing is different.
    ServerList<H> with(List<Server> servers, Function<? super Server, ? extends H> newHealth) {
        List<Member<H>> next = new ArrayList<>(servers.size());
        boolean same = servers.size() == members.size();
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(i);
            Member<H> before = of(server);
            next.add(new Member<>(server, before != null ? before.health() : newHealth.apply(server)));
            same = same && members.get(i).server().equals(server);
        }
        return same ? this : new ServerList<>(next);
    }

    private @Nullable Member<H> of(Server server) {
        for (Member<H> member : members) {
            if (member.server().samePlace(server)) return member;
        }
        return null;
    }
}
