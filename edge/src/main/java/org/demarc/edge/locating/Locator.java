package org.demarc.edge.locating;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.demarc.sip.location.Chance;
import org.demarc.sip.location.Resolver;
import org.demarc.sip.location.Server;
import org.demarc.sip.transport.Timers;

/// Keeps the list of a trunk's servers true, on one lane. Calls of any lane read the list that is in force and
/// wait for nothing. Each place is asked for again when the time of its answer is over; while DNS fails, what
/// it said last serves on (RFC 8767); servers that stay in the list keep what is known of their health.
///
/// @param <H> what is known of the health of a server
public final class Locator<H> {
    private record Ranked(int entry, int place, Server server) {}

    private static final Comparator<Ranked> ORDER = Comparator.comparingInt((Ranked r) -> r.place())
            .thenComparingInt(r -> r.server().priority());

    private final LocatorConfig config;
    private final Function<? super Server, ? extends H> newHealth;
    private final List<PlaceSearch> searches = new ArrayList<>();
    private final Runnable onChange;
    private boolean starting;
    private volatile ServerList<H> current = ServerList.empty();
    private volatile List<PlaceStatus> status = List.of();
    private volatile boolean settled;

    /// @param resolver asked only for places that are names
    /// @param newHealth of a server that was not in the list before
    public Locator(
            LocatorConfig config,
            Resolver resolver,
            Timers timers,
            Chance chance,
            Function<? super Server, ? extends H> newHealth,
            LocatingEvent.Sink events) {
        this(config, resolver, timers, chance, newHealth, events, () -> {});
    }

    /// @param onChange run on the lane whenever a search has ended
    public Locator(
            LocatorConfig config,
            Resolver resolver,
            Timers timers,
            Chance chance,
            Function<? super Server, ? extends H> newHealth,
            LocatingEvent.Sink events,
            Runnable onChange) {
        this.config = config;
        this.newHealth = newHealth;
        this.onChange = onChange;
        for (Place place : config.places()) {
            searches.add(new PlaceSearch(place, config, resolver, timers, chance, events, this::publish));
        }
    }

    public LocatorConfig config() {
        return config;
    }

    /// Takes over what another one knows of the places that both have: a configuration that is read again while
    /// DNS is silent takes no servers away. Before `start`, on the lane.
    public void adopt(Locator<H> before) {
        if (!before.config.abilities().equals(config.abilities())) return;
        current = before.current;
        for (PlaceSearch search : searches) {
            for (PlaceSearch old : before.searches) {
                if (old.place().destination().equals(search.place().destination())) search.adopt(old);
            }
        }
    }

    /// Begins, on the lane. Places that are addresses are in the list when this returns.
    public void start() {
        starting = true;
        for (PlaceSearch search : searches) search.begin();
        starting = false;
        publish();
    }

    /// Asks again now, on the lane: an operator wants to know.
    public void refresh() {
        for (PlaceSearch search : searches) search.begin();
    }

    /// Ends, on the lane. The list stays as it is.
    public void stop() {
        for (PlaceSearch search : searches) search.stop();
    }

    /// True while an answer is awaited. On the lane.
    public boolean searching() {
        boolean any = false;
        for (PlaceSearch search : searches) any |= search.searching();
        return any;
    }

    /// Any thread: the servers in force.
    public ServerList<H> current() {
        return current;
    }

    /// Any thread: true when each place was found, or was not, at least once.
    public boolean settled() {
        return settled;
    }

    /// Any thread: how each place stands.
    public List<PlaceStatus> status() {
        return status;
    }

    private void publish() {
        if (starting) return;
        boolean all = true;
        List<Ranked> ranked = new ArrayList<>();
        List<PlaceStatus> each = new ArrayList<>();
        for (int entry = 0; entry < searches.size(); entry++) {
            PlaceSearch search = searches.get(entry);
            all &= search.settled();
            each.add(search.status());
            for (Server server : search.servers()) {
                ranked.add(new Ranked(entry, search.place().priority(), weighed(server, search.place())));
            }
        }
        ranked.sort(ORDER);
        current = current.with(numbered(ranked), newHealth);
        status = List.copyOf(each);
        settled = all;
        onChange.run();
    }

    private static Server weighed(Server s, Place place) {
        if (s.weight() != 0 || place.weight() == 0) return s;
        return new Server(s.address(), s.transport(), s.identity(), s.host(), s.priority(), place.weight(), s.group());
    }

    /// Priorities and groups of one list; what two places have in common is in it once, at its best.
    private static List<Server> numbered(List<Ranked> ranked) {
        List<Server> servers = new ArrayList<>();
        int priority = -1;
        int group = -1;
        Ranked before = null;
        for (Ranked r : ranked) {
            Server s = r.server();
            if (before == null || ORDER.compare(before, r) != 0) priority++;
            if (before == null
                    || ORDER.compare(before, r) != 0
                    || before.entry() != r.entry()
                    || before.server().group() != s.group()) group++;
            before = r;
            boolean known = false;
            for (Server other : servers) known |= other.samePlace(s);
            if (known) continue;
            servers.add(new Server(s.address(), s.transport(), s.identity(), s.host(), priority, s.weight(), group));
        }
        return servers;
    }
}
