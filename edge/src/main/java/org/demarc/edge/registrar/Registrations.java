package org.demarc.edge.registrar;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.demarc.edge.admission.PeerState;
import org.demarc.sip.transport.Flow;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// The registrations of one node, which its lanes share: atomic values, no lock.
public final class Registrations {
    private record Owned(NumberRange range, Registration registration) {}

    /// One configuration: what is found by whom. Immutable.
    private record Accounts(
            Map<String, Registration> byName,
            Map<String, Map<String, Registration>> byAddress,
            List<NavigableMap<Long, Owned>> byNumber) {}

    private final List<RegistrationListener> listeners;
    private final FlowIndex flows;
    private final AtomicReference<@Nullable News> news = new AtomicReference<>();
    /// Of accounts that there are not: the same is done for them as for those that there are.
    private final Guesses ofNobody = new Guesses();
    private volatile long guessedUntil = Long.MIN_VALUE;

    private volatile Accounts accounts;

    /// A contact that is to be looked at: it is new, its flow is gone, or a call to it failed.
    ///
    /// @param health what tells it from others
    /// @param doubted a call to it failed
    public record News(
            Registration registration,
            PeerState health,
            boolean doubted,
            @Nullable News next) {}

    /// @param listeners told of each change; a store belongs to them
    public Registrations(List<RegistrationAccount> accounts, List<RegistrationListener> listeners) {
        this.listeners = List.copyOf(listeners);
        int contacts = 0;
        for (RegistrationAccount account : accounts) contacts += account.maxContacts();
        this.flows = new FlowIndex(contacts);
        this.accounts = index(accounts, Map.of(), 0);
    }

    /// Takes over what a store kept, but for what another secret than that of today proved. Nobody is told: nothing
    /// changed.
    public void load(BindingsStore store, long now) {
        Map<String, List<Binding>> all = store.load();
        if (all.isEmpty()) return;
        for (Registration registration : accounts.byName().values()) {
            List<Binding> kept = all.get(registration.account().key());
            if (kept == null) continue;
            List<Binding> proved = new ArrayList<>(kept.size());
            for (Binding b : kept) if (SecretMark.fits(b.mark(), registration.mark())) proved.add(b);
            Bindings loaded = Bindings.loaded(proved, now);
            if (!registration.replace(Bindings.NONE, loaded)) continue;
            follow(registration, loaded);
            for (Binding b : loaded.all()) look(registration, b.health(), false);
        }
    }

    /// Whether somebody is registered from an address.
    public boolean holds(InetAddress source, long now) {
        return flows.holds(source, now);
    }

    /// Puts other accounts in force. One that stays keeps its bindings, though its secret is another; what
    /// was bound to another is dropped.
    ///
    /// @param now milliseconds since 1970
    public void reconfigure(List<RegistrationAccount> changed, long now) {
        Map<String, Registration> before = accounts.byName();
        accounts = index(changed, before, now);
        for (Registration old : before.values()) {
            if (accounts.byName().get(old.account().name()) != old) {
                drop(old, BindingChange.Event.REJECTED);
            }
        }
    }

    private static Accounts index(List<RegistrationAccount> all, Map<String, Registration> before, long now) {
        Map<String, Registration> byName = new HashMap<>();
        Map<String, Map<String, Registration>> byAddress = new HashMap<>();
        List<NavigableMap<Long, Owned>> byNumber = new ArrayList<>(16);
        for (int digits = 0; digits <= 15; digits++) byNumber.add(new TreeMap<>());
        for (RegistrationAccount account : all) {
            Registration kept = before.get(account.name());
            if (kept != null && kept.account().isSameAs(account)) kept.account(account, now);
            else kept = new Registration(account, Bindings.NONE);
            byName.put(account.name(), kept);
            byAddress.computeIfAbsent(account.domain(), _ -> new HashMap<>()).put(account.user(), kept);
            for (NumberRange range : account.numbers()) {
                byNumber.get(range.digits()).put(range.first(), new Owned(range, kept));
            }
        }
        return new Accounts(byName, byAddress, byNumber);
    }

    /// Removes all that is bound to an account: an operator's command, or the account is there no more.
    ///
    /// @return how many bindings there were
    public int drop(Registration registration, BindingChange.Event why) {
        while (true) {
            Bindings before = registration.bindings();
            if (before.all().isEmpty()) return 0;
            List<BindingChange> changes = new ArrayList<>();
            for (Binding b : before.all()) changes.add(new BindingChange(why, b));
            if (commit(registration, before, before.next(List.of()), changes)) return changes.size();
        }
    }

    /// The account of that name.
    public @Nullable Registration find(String name) {
        return accounts.byName().get(name);
    }

    /// The account of that address-of-record.
    public @Nullable Registration find(String user, String domain) {
        Map<String, Registration> users = accounts.byAddress().get(domain.toLowerCase(Locale.ROOT));
        return users == null ? null : users.get(user);
    }

    /// Wrong credentials came from a place, for an account that there is or not.
    void guessed(String user, String domain, int place, long now) {
        if (guesses(user, domain).add(place, now)) guessedUntil = now + Guesses.COUNT_FOR;
    }

    /// True while many places try the secret of some account.
    boolean anyGuessed(long now) {
        return now <= guessedUntil;
    }

    /// True while many places try the secret of this account.
    boolean isGuessed(String user, String domain, long now) {
        return guesses(user, domain).many(now);
    }

    private Guesses guesses(String user, String domain) {
        Registration known = find(user, domain);
        return known == null ? ofNobody : known.guesses();
    }

    /// True when some account has this domain.
    public boolean serves(String domain) {
        return accounts.byAddress().containsKey(domain.toLowerCase(Locale.ROOT));
    }

    /// The account whose inventory holds this number; null for none, and for what is not E.164.
    public @Nullable Registration owner(String number) {
        if (!NumberRange.isE164(number)) return null;
        var entry =
                accounts.byNumber().get(number.length() - 1).floorEntry(Long.parseLong(number, 1, number.length(), 10));
        return entry != null && entry.getValue().range().contains(number)
                ? entry.getValue().registration()
                : null;
    }

    /// The account that registered on this flow and still is (catalogue ARCH-006): who a request on it comes from.
    public @Nullable Registration on(Flow flow, long now) {
        return flows.find(flow, now);
    }

    /// True when another account than this one registered on this flow, too: it does not say which of them a
    /// request is from.
    public boolean isShared(Flow flow, Registration with, long now) {
        return flows.isShared(flow, with, now);
    }

    /// Something came on this flow from whom it belongs to.
    ///
    /// @param now monotonic milliseconds
    public void heard(Flow flow, long now) {
        flows.heard(flow, now);
    }

    /// When that was last; `Long.MIN_VALUE`: never.
    public long heardAt(Flow flow) {
        return flows.heardAt(flow);
    }

    /// Asks whoever watches contacts to look at one.
    public void look(Registration registration, PeerState health, boolean doubted) {
        News head;
        do {
            head = news.get();
        } while (!news.compareAndSet(head, new News(registration, health, doubted, head)));
    }

    /// What is to be looked at since this was asked last, for the one who watches.
    public @Nullable News news() {
        return news.getAndSet(null);
    }

    /// All accounts.
    public List<Registration> all() {
        return List.copyOf(accounts.byName().values());
    }

    /// Ends what is past its time.
    ///
    /// @return when to be called again: `Long.MAX_VALUE` when nothing is bound
    public long expire(long now) {
        long next = Long.MAX_VALUE;
        for (Registration registration : accounts.byName().values()) {
            next = Math.min(next, expire(registration, now));
        }
        return next;
    }

    private long expire(Registration registration, long now) {
        while (true) {
            Bindings before = registration.bindings();
            if (before.firstExpiry() > now) return before.firstExpiry();
            List<BindingChange> changes = new ArrayList<>();
            for (Binding b : before.all()) {
                if (b.expiresAt() <= now) changes.add(new BindingChange(BindingChange.Event.EXPIRED, b));
            }
            Bindings after = before.next(before.live(now));
            if (commit(registration, before, after, changes)) return after.firstExpiry();
        }
    }

    /// A connection closed, or an address pair is known to lead nowhere: what is bound on it is reached no more that
    /// way (RFC 5626 section 7, catalogue REG-053).
    public void closed(Flow flow) {
        for (Registration registration : flows.all(flow)) lose(registration, flow);
    }

    private void lose(Registration registration, Flow flow) {
        while (true) {
            Bindings before = registration.bindings();
            if (!before.usesFlow(flow)) return;
            List<Binding> left = new ArrayList<>(before.all().size());
            List<BindingChange> changes = new ArrayList<>();
            for (Binding b : before.all()) {
                Flow its = b.flow();
                boolean lost = its != null && FlowIndex.isSame(its, flow);
                Binding now = lost ? b.withoutFlow() : b;
                left.add(now);
                if (lost) changes.add(new BindingChange(BindingChange.Event.FLOW_LOST, now));
            }
            if (commit(registration, before, before.next(left), changes)) return;
        }
    }

    /// Exchanges the bindings of an account, if nobody else did meanwhile, and tells the listeners.
    boolean commit(Registration registration, Bindings before, Bindings after, List<BindingChange> changes) {
        if (!registration.replace(before, after)) return false;
        // Whoever had the same flows has seen to it that they are found.
        if (!after.hasFlowsOf(before)) {
            follow(registration, before);
            follow(registration, after);
        }
        for (BindingChange change : changes) {
            switch (change.event()) {
                case REGISTERED, FLOW_LOST ->
                    look(registration, change.binding().health(), false);
                case REFRESHED, EXPIRED, UNREGISTERED, DEACTIVATED, REJECTED -> {}
            }
        }
        for (RegistrationListener listener : listeners) listener.changed(registration.account(), after, changes);
        return true;
    }

    private void follow(Registration registration, Bindings bindings) {
        for (Binding b : bindings.all()) {
            Flow flow = b.flow();
            if (flow != null) flows.follow(flow, registration);
        }
    }
}
