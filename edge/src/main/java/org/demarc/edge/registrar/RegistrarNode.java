package org.demarc.edge.registrar;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.NameAddr;
import org.demarc.sip.message.ServiceRoute;
import org.demarc.sip.message.Uri;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.RegistrationMode.AsRegistrar;
import org.demarc.trunk.account.RegistrationMode.CalledNumber;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.TrunkAccount;
import org.jspecify.annotations.Nullable;

/// The registrar of one node as its lanes share it. There is one where a PBX of the configuration registers with us; a
/// reload makes another with the same registrations.
///
/// @param networks those that such trunks live on, each with the domain of the first: on others nobody is answered
/// @param counters of what was asked
public record RegistrarNode(
        Registrations registrations, RegistrarPolicy policy, Map<String, String> networks, Counters counters) {
    /// What became of REGISTERs, and of credentials of other requests.
    public static final class Counters {
        final AtomicLong registered = new AtomicLong();
        final AtomicLong challenged = new AtomicLong();
        final AtomicLong wrong = new AtomicLong();
        final AtomicLong refused = new AtomicLong();
        final AtomicLong challengedOthers = new AtomicLong();
        final AtomicLong wrongOthers = new AtomicLong();

        Counters() {}

        /// Of REGISTERs: done.
        public long registered() {
            return registered.get();
        }

        /// Of REGISTERs: asked for credentials, or for fresh ones.
        public long challenged() {
            return challenged.get();
        }

        /// Of REGISTERs: with wrong credentials.
        public long wrong() {
            return wrong.get();
        }

        /// Of REGISTERs: refused for what they ask for.
        public long refused() {
            return refused.get();
        }

        /// Other requests that were asked for credentials.
        public long challengedOthers() {
            return challengedOthers.get();
        }

        /// Other requests with wrong credentials.
        public long wrongOthers() {
            return wrongOthers.get();
        }

        /// Counts a REGISTER.
        public void count(Outcome outcome) {
            AtomicLong which = switch (outcome.proof()) {
                case PROVEN -> outcome.rule().isEmpty() ? registered : refused;
                case WRONG -> wrong;
                case STALE -> challenged;
                case NOTHING -> outcome.rule().equals("AUT-001") ? challenged : refused;
            };
            which.incrementAndGet();
        }

        /// Counts another request that was asked for credentials.
        public void challenged(boolean withWrongOnes) {
            (withWrongOnes ? wrongOthers : challengedOthers).incrementAndGet();
        }
    }

    /// True where PBXs register with us.
    public boolean listens(String network) {
        return networks.containsKey(network);
    }

    /// Who calls without a word on where it belongs is asked in the name of this domain; null where nobody registers.
    public @Nullable String realm(String network) {
        return networks.get(network);
    }

    /// True for a trunk whose PBX registers with us.
    public static boolean serves(Trunk trunk) {
        return trunk.registration() != null && trunk.faces() == Faces.PBX;
    }

    /// The registrar after a configuration came into force.
    ///
    /// @param before null: there was none
    /// @param listeners told of changes; those of the first registrar are kept
    /// @param now milliseconds since 1970
    /// @return null when there was none and none is needed
    public static @Nullable RegistrarNode next(
            @Nullable RegistrarNode before, EdgeConfig config, List<RegistrationListener> listeners, long now) {
        List<RegistrationAccount> accounts = new ArrayList<>();
        Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
        Map<String, String> networks = new HashMap<>();
        for (Trunk trunk : config.trunks()) {
            RegistrationMode mode = trunk.registration();
            if (mode == null || trunk.faces() != Faces.PBX) continue;
            RegistrationAccount account = account(trunk, mode);
            accounts.add(account);
            algorithms.addAll(mode.account().algorithms());
            networks.putIfAbsent(trunk.network(), account.domain());
        }
        if (before == null && accounts.isEmpty()) return null;
        // In the order of our preference, and the same for all accounts (catalogue AUT-004).
        List<Algorithm> offered = algorithms.isEmpty() ? RegistrarPolicy.DEFAULT.algorithms() : List.copyOf(algorithms);
        var policy = new RegistrarPolicy(offered);
        if (before == null) {
            return new RegistrarNode(
                    new Registrations(accounts, listeners), policy, Map.copyOf(networks), new Counters());
        }
        before.registrations.reconfigure(accounts, now);
        return new RegistrarNode(before.registrations, policy, Map.copyOf(networks), before.counters);
    }

    private static RegistrationAccount account(Trunk trunk, RegistrationMode mode) {
        TrunkAccount account = mode.account();
        String domain = trunk.domain();
        if (domain == null) throw new IllegalArgumentException("trunk " + trunk.name() + " has no domain");
        return new RegistrationAccount(
                trunk.name(),
                account.user(),
                domain.toLowerCase(Locale.ROOT),
                switch (mode.gin()) {
                    case REQUIRED -> Gin.REQUIRED;
                    case OPTIONAL -> Gin.OPTIONAL;
                    case OFF -> Gin.OFF;
                },
                mode.calledNumber() == CalledNumber.TO ? NumberPlace.TO : NumberPlace.REQUEST_URI,
                trunk.numbers(),
                account.ha1s(),
                new Lifetimes(
                        mode.lifetimes().least(),
                        mode.lifetimes().usual(),
                        mode.lifetimes().most()),
                mode.contacts(),
                true,
                told(mode.asRegistrar()));
    }

    private static RegistrationAccount.Told told(AsRegistrar chosen) {
        List<ServiceRoute> routes = new ArrayList<>(0);
        for (String route : chosen.serviceRoute()) {
            if (!(Uri.parse(route) instanceof Field.Present<Uri>(Uri uri))) {
                throw new IllegalArgumentException("a URI expected: " + route);
            }
            routes.add(new ServiceRoute(NameAddr.of(uri)));
        }
        return new RegistrationAccount.Told(chosen.flowTimer(), routes);
    }
}
