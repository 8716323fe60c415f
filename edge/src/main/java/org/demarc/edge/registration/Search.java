package org.demarc.edge.registration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.demarc.edge.registration.Locator.Target;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// The way from the registrars of one registration to flows, one after the other: each registrar is located anew, each
/// address tried once, and a server that asked to be left alone is (RFC 3263 section 4.3, catalogue DNS-004).
final class Search implements Expiry {
    /// Who tries what is found.
    interface Seeker {
        /// The next to try.
        void attempt(Flow flow, Target target);

        /// Why one of them is none.
        void said(int status, String why);

        /// There is no other.
        ///
        /// @param hold milliseconds until one of the servers may be asked again
        void exhausted(long hold);
    }

    private static final int MOST_HELD = 100;

    private final RegistrationClient owner;
    private final List<SipUri> registrars;
    private final Seeker seeker;
    private final Map<Target, Long> held = new HashMap<>();
    private final List<Target> seen = new ArrayList<>();
    private List<Target> targets = List.of();
    private int targetAt;
    private int registrarAt;
    private @Nullable SipUri redirected;
    private @Nullable Target excluded;
    private boolean unlocated;
    private int turn;
    private @Nullable Timeout patience;

    Search(RegistrationClient owner, List<SipUri> registrars, Seeker seeker) {
        this.owner = owner;
        this.registrars = registrars;
        this.seeker = seeker;
    }

    /// The registrar that is being tried, as configured.
    SipUri registrar() {
        return registrars.get(registrarAt);
    }

    int at() {
        return registrarAt;
    }

    /// Where a 3xx of the registrar at hand pointed; null: nowhere.
    @Nullable
    SipUri redirected() {
        return redirected;
    }

    /// The address that is being tried; null between attempts.
    @Nullable
    Target target() {
        return targetAt < targets.size() ? targets.get(targetAt) : null;
    }

    /// True while an answer of the locator is awaited.
    boolean locating() {
        return patience != null;
    }

    /// Stands where a flow was formed.
    void backTo(int registrar, @Nullable SipUri redirection) {
        registrarAt = registrar;
        redirected = redirection;
        targets = List.of();
    }

    /// Begins with the first registrar.
    ///
    /// @param except has just been tried; null: none
    void begin(@Nullable Target except) {
        seen.clear();
        unlocated = false;
        excluded = except;
        if (except != null) seen.add(except);
        registrarAt = 0;
        redirected = null;
        locate();
    }

    /// Goes where the registrar at hand pointed.
    void redirect(SipUri to) {
        redirected = to;
        excluded = null;
        locate();
    }

    /// Goes on after an attempt in vain.
    void next() {
        targetAt++;
        offer();
    }

    /// Nothing more is found.
    void stop() {
        turn++;
        targets = List.of();
        if (patience != null) patience.cancel();
        patience = null;
    }

    /// The server wants to be left alone.
    void hold(Target server, long millis) {
        if (held.size() >= MOST_HELD) held.clear();
        held.put(server, owner.agent.timers().now() + millis);
    }

    boolean isHeld(Target server) {
        Long until = held.get(server);
        return until != null && until > owner.agent.timers().now();
    }

    private void locate() {
        stop();
        targetAt = 0;
        int mine = turn;
        patience = owner.agent.timers().after(owner.patience(), this, 0);
        SipUri uri = redirected != null ? redirected : registrar();
        owner.locator.locate(uri, owner.config.network(), new Locator.Found() {
            @Override
            public void found(List<Target> all) {
                if (mine != turn) return;
                stop();
                targets = List.copyOf(all);
                offer();
                owner.changed();
            }

            @Override
            public void nowhere(String why) {
                if (mine != turn) return;
                stop();
                nowhereFound(why);
                owner.changed();
            }
        });
    }

    @Override
    public void expired(int timer) {
        patience = null;
        stop();
        nowhereFound(registrar().host() + " was not located in time");
        owner.changed();
    }

    private void nowhereFound(String why) {
        unlocated = true;
        seeker.said(0, why);
        nextRegistrar();
    }

    private void offer() {
        for (; targetAt < targets.size(); targetAt++) {
            Target to = targets.get(targetAt);
            if (!seen.contains(to)) seen.add(to);
            if (isHeld(to) || to.equals(excluded)) continue;
            Flow flow = owner.flow(to);
            if (flow != null) {
                seeker.attempt(flow, to);
                return;
            }
            seeker.said(
                    503,
                    "network " + owner.config.network() + " has no "
                            + to.transport().parameter() + " listener of its family");
        }
        nextRegistrar();
    }

    private void nextRegistrar() {
        redirected = null;
        if (registrarAt + 1 < registrars.size()) {
            registrarAt++;
            locate();
            return;
        }
        targets = List.of();
        seeker.exhausted(leastHold());
    }

    private long leastHold() {
        if (unlocated) return 0;
        long now = owner.agent.timers().now();
        long least = Long.MAX_VALUE;
        for (Target server : seen) {
            Long until = held.get(server);
            if (until == null || until <= now) return 0;
            least = Math.min(least, until - now);
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }
}
