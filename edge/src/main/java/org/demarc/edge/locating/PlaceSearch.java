package org.demarc.edge.locating;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.locating.PlaceStatus.State;
import org.demarc.sip.location.Chance;
import org.demarc.sip.location.Located;
import org.demarc.sip.location.Location;
import org.demarc.sip.location.Resolver;
import org.demarc.sip.location.Server;
import org.demarc.sip.transport.Timers;
import org.jspecify.annotations.Nullable;

/// One place and its search, again and again.
final class PlaceSearch implements Timers.Expiry {
    private static final int MOST_DOUBLINGS = 16;
    private static final long SECOND = 1_000;

    private final Place place;
    private final LocatorConfig config;
    private final Resolver resolver;
    private final Timers timers;
    private final Chance chance;
    private final LocatingEvent.Sink events;
    private final Runnable onSettled;
    private @Nullable Location search;
    private Timers.@Nullable Timeout timer;
    private List<Server> servers = List.of();
    private List<String> remarks = List.of();
    private State state = State.LOOKING;
    private String why = "";
    private boolean complete;
    private boolean tlsOffered;
    private int failures;
    private long freshUntil;
    private long validUntil;
    private long since;

    PlaceSearch(
            Place place,
            LocatorConfig config,
            Resolver resolver,
            Timers timers,
            Chance chance,
            LocatingEvent.Sink events,
            Runnable onSettled) {
        this.place = place;
        this.config = config;
        this.resolver = resolver;
        this.timers = timers;
        this.chance = chance;
        this.events = events;
        this.onSettled = onSettled;
        since = timers.wallClock();
    }

    Place place() {
        return place;
    }

    List<Server> servers() {
        return servers;
    }

    boolean settled() {
        return state != State.LOOKING;
    }

    boolean searching() {
        return search != null;
    }

    /// What another search for the same place has found.
    void adopt(PlaceSearch old) {
        servers = old.servers;
        remarks = old.remarks;
        state = old.state;
        why = old.why;
        complete = old.complete;
        tlsOffered = old.tlsOffered;
        failures = old.failures;
        freshUntil = old.freshUntil;
        validUntil = old.validUntil;
        since = old.since;
    }

    PlaceStatus status() {
        List<String> texts = new ArrayList<>();
        for (Server server : servers) texts.add(server.toString());
        return new PlaceStatus(name(), state, since, validUntil, why, texts, remarks);
    }

    /// Asks now, unless it is asking.
    void begin() {
        if (search != null) return;
        var next = new Location(place.destination(), config.abilities(), config.limits());
        search = next;
        again(config.timing().patience());
        perform(next, next.start());
    }

    void stop() {
        search = null;
        if (timer != null) timer.cancel();
    }

    /// The time of its answer is over, or that of a search that did not end.
    @Override
    public void expired(int what) {
        timer = null;
        if (search == null) begin();
        else settle(new Located.Failed("no answer of the resolver"));
    }

    private void perform(Location of, List<Location.Output> outputs) {
        for (Location.Output output : outputs) {
            if (search != of) return;
            switch (output) {
                case Location.Ask ask ->
                    resolver.ask(ask.question(), (question, answer) -> {
                        if (search == of) perform(of, of.answered(question, answer)); // else it came too late
                    });
                case Location.Finish finish -> settle(finish.result());
            }
        }
    }

    private void settle(Located result) {
        search = null;
        if (timer != null) timer.cancel();
        timer = null;
        switch (result) {
            case Located.Found f
            when !f.complete() && complete && !tooOld() ->
                failed("an address is missing: " + f.remarks().getLast());
            case Located.Found f -> found(f);
            case Located.Unavailable u -> absent(u);
            case Located.Failed f -> failed(f.why());
        }
        onSettled.run();
    }

    private void found(Located.Found found) {
        List<Server> before = servers;
        boolean trouble = state == State.STALE;
        boolean none = before.isEmpty();
        servers = found.servers();
        remarks = found.remarks();
        complete = found.complete();
        failures = 0;
        why = "";
        if (place.destination().numeric() != null) {
            become(State.FIXED);
            return;
        }
        become(State.FRESH);
        if (trouble) events.report(new LocatingEvent.Recovered(config.trunk(), name()));
        if (none) events.report(new LocatingEvent.Found(config.trunk(), name(), texts(servers, List.of())));
        else changed(before);
        if (tlsOffered && !found.tlsOffered()) events.report(new LocatingEvent.TlsWithdrawn(config.trunk(), name()));
        tlsOffered = found.tlsOffered();
        long life = found.ttl() * SECOND;
        freshUntil = timers.now() + life;
        validUntil = timers.wallClock() + life;
        again(life - chance.below((int) (life / 10) + 1)); // so that not all trunks ask in one moment
    }

    private void changed(List<Server> before) {
        List<String> added = texts(servers, before);
        List<String> removed = texts(before, servers);
        if (added.isEmpty() && removed.isEmpty()) return;
        events.report(new LocatingEvent.Changed(config.trunk(), name(), added, removed));
    }

    private static List<String> texts(List<Server> some, List<Server> others) {
        List<String> texts = new ArrayList<>();
        for (Server one : some) {
            boolean there = false;
            for (Server other : others) there |= one.samePlace(other);
            if (!there) texts.add(one.toString());
        }
        return texts;
    }

    /// DNS spoke: old answers serve only while it is silent (RFC 8767 section 4).
    private void absent(Located.Unavailable u) {
        boolean said = state == State.ABSENT;
        servers = List.of();
        remarks = List.of();
        complete = false;
        failures = 0;
        why = u.why();
        validUntil = timers.wallClock() + u.ttl() * SECOND;
        become(State.ABSENT);
        if (!said) events.report(new LocatingEvent.Absent(config.trunk(), name(), u.why()));
        if (place.destination().numeric() == null) again(u.ttl() * SECOND);
    }

    private void failed(String because) {
        failures++;
        why = because;
        if (!servers.isEmpty() && tooOld()) {
            servers = List.of();
            complete = false;
        }
        if (servers.isEmpty()) {
            boolean said = state == State.LOST;
            validUntil = 0;
            become(State.LOST);
            if (!said) events.report(new LocatingEvent.Lost(config.trunk(), name(), because));
            long pause = config.timing().firstRetry() << Math.min(failures - 1, MOST_DOUBLINGS);
            retry(Math.min(pause, config.timing().slowestRetry()));
        } else if (timers.now() < freshUntil) { // asked ahead of time: once more when it is over
            again(Math.min(config.timing().staleRetry(), freshUntil - timers.now()));
        } else {
            if (state != State.STALE) {
                become(State.STALE);
                events.report(new LocatingEvent.Stale(config.trunk(), name(), because));
            }
            retry(config.timing().staleRetry());
        }
    }

    /// Looked at only when a search has failed: after a sleep of the machine DNS is asked first.
    private boolean tooOld() {
        return timers.now() - freshUntil > config.timing().longestStale();
    }

    private void retry(long pause) {
        again(pause + chance.below((int) (pause / 10) + 1));
    }

    private void become(State next) {
        if (state == next) return;
        state = next;
        since = timers.wallClock();
    }

    private void again(long millis) {
        if (timer != null) timer.cancel();
        timer = timers.after(millis, this, 0);
    }

    private String name() {
        return place.destination().toString();
    }
}
