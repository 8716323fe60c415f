package org.demarc.edge.regevent;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.registrar.BindingChange;
import org.demarc.edge.registrar.Bindings;
import org.demarc.edge.registrar.Registration;
import org.jspecify.annotations.Nullable;

/// One subscription to the registrations of an account, as a value: RFC 6665 section 4.2, RFC 3680 section 4.7. Each
/// input gives the subscription as it is then and what to send, in order.
///
/// A refresh of a binding is no news; it is told with the next change, or when somebody asks.
///
/// @param of whose registrations
/// @param number the one that is asked about; null: all of the account
/// @param version of the next document
/// @param expiresAt when it ends unless refreshed
/// @param quietUntil nothing but answers to SUBSCRIBE is sent before: one change in 5 s (RFC 3680 section 4.10)
/// @param pending changes that wait for that moment
/// @param ended nothing is sent any more
public record RegSubscription(
        Registration of,
        @Nullable String number,
        long version,
        long expiresAt,
        long quietUntil,
        List<BindingChange> pending,
        boolean ended) {
    private static final long QUIET = 5_000;
    private static final int MOST_PENDING = 64;

    public RegSubscription {
        pending = List.copyOf(pending);
    }

    /// One NOTIFY.
    ///
    /// @param state the value of Subscription-State
    /// @param document its body; empty when it has none
    public record Notification(String state, byte[] document) {}

    /// What an input leads to.
    ///
    /// @param wakeAt when `timer` is to be called; `Long.MAX_VALUE`: never
    public record Step(RegSubscription next, List<Notification> notifications, long wakeAt) {
        public Step {
            notifications = List.copyOf(notifications);
        }
    }

    /// A SUBSCRIBE that was taken: all is told at once. With no time granted it is told once.
    public static Step begin(Subscribing.Decision.Take taken, long now) {
        return new RegSubscription(taken.of(), taken.number(), 0, 0, 0, List.of(), false)
                .refreshed(taken.seconds(), now);
    }

    /// A SUBSCRIBE in its dialog: all is told again; with no time granted it ends.
    public Step refreshed(long seconds, long now) {
        if (ended) return idle();
        List<byte[]> documents =
                RegInfo.full(of.account(), number, of.bindings().live(now), version, now);
        boolean over = seconds == 0;
        long until = now + seconds * 1_000;
        String state = over ? "terminated;reason=timeout" : active(until, now);
        var next = new RegSubscription(of, number, version + documents.size(), until, now + QUIET, List.of(), over);
        return next.step(notifications(documents, over ? active(now, now) : state, state));
    }

    /// The bindings of the account changed.
    ///
    /// @param bindings as they are since
    public Step changed(Bindings bindings, List<BindingChange> changes, long now) {
        List<BindingChange> news = new ArrayList<>(pending);
        boolean worth = !pending.isEmpty();
        for (BindingChange c : changes) {
            // The later state of a contact replaces the earlier one.
            news.removeIf(p -> p.binding().identity().equals(c.binding().identity()));
            news.add(c);
            worth |= c.event() != BindingChange.Event.REFRESHED;
        }
        if (ended || !worth) return idle();
        while (news.size() > MOST_PENDING) news.removeFirst();
        var waiting = new RegSubscription(of, number, version, expiresAt, quietUntil, news, false);
        return now < quietUntil ? waiting.idle() : waiting.tell(bindings, now);
    }

    /// The time has come that a step named.
    public Step timer(long now) {
        if (ended) return idle();
        if (now >= expiresAt) {
            var over = new RegSubscription(of, number, version, expiresAt, quietUntil, List.of(), true);
            return over.step(List.of(new Notification("terminated;reason=timeout", new byte[0])));
        }
        return !pending.isEmpty() && now >= quietUntil ? tell(of.bindings(), now) : idle();
    }

    /// A NOTIFY was refused or not answered: RFC 6665 section 4.2.2.
    public Step failed() {
        return new RegSubscription(of, number, version, expiresAt, quietUntil, List.of(), true).idle();
    }

    /// The account is no more: nothing more will be told.
    public Step withdrawn() {
        if (ended) return idle();
        var over = new RegSubscription(of, number, version, expiresAt, quietUntil, List.of(), true);
        return over.step(List.of(new Notification("terminated;reason=noresource", new byte[0])));
    }

    private Step tell(Bindings bindings, long now) {
        boolean anyLeft = !bindings.live(now).isEmpty();
        List<byte[]> documents = RegInfo.partial(of.account(), number, pending, anyLeft, version, now);
        var next =
                new RegSubscription(of, number, version + documents.size(), expiresAt, now + QUIET, List.of(), false);
        String state = active(expiresAt, now);
        return next.step(notifications(documents, state, state));
    }

    private static List<Notification> notifications(List<byte[]> documents, String state, String lastState) {
        List<Notification> all = new ArrayList<>(documents.size());
        for (int i = 0; i < documents.size(); i++) {
            all.add(new Notification(i == documents.size() - 1 ? lastState : state, documents.get(i)));
        }
        return all;
    }

    private static String active(long until, long now) {
        return "active;expires=" + Math.max(0, (until - now + 999) / 1_000);
    }

    private Step idle() {
        return step(List.of());
    }

    private Step step(List<Notification> notifications) {
        long wake = ended ? Long.MAX_VALUE : pending.isEmpty() ? expiresAt : Math.min(expiresAt, quietUntil);
        return new Step(this, notifications, wake);
    }
}
