package org.demarc.edge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.demarc.edge.regevent.RegInfo;
import org.demarc.edge.regevent.RegSubscription;
import org.demarc.edge.regevent.RegSubscription.Notification;
import org.demarc.edge.regevent.RegSubscription.Step;
import org.demarc.edge.regevent.Subscribing;
import org.demarc.edge.regevent.Subscribing.Decision;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.BindingChange;
import org.demarc.edge.registrar.Bindings;
import org.demarc.edge.registrar.Registration;
import org.demarc.sip.codec.Refusal;
import org.demarc.sip.codec.RequestCheck;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.message.Expires;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.ua.UserAgent;
import org.jspecify.annotations.Nullable;

/// The subscriptions of one lane to registrations: their dialogs, NOTIFYs and times (RFC 6665 section 4.2, RFC
/// 3680). Bindings may change on any lane; they are looked at once a second while somebody is subscribed, which
/// is often enough for news that are told at most once in 5 s.
final class RegSubscriptions implements Expiry {
    private static final long LOOK_EVERY = 1_000;
    private static final int MOST_OF_ACCOUNT = 16;
    private static final int MOST = 10_000;

    private final UserAgent agent;
    private final BiFunction<Registration, Flow, @Nullable FlowChoice> choices;
    private final Map<String, Subscribed> all = new LinkedHashMap<>();

    /// @param choices what keeps the dialog of an account on its flow
    RegSubscriptions(UserAgent agent, BiFunction<Registration, Flow, @Nullable FlowChoice> choices) {
        this.agent = agent;
        this.choices = choices;
    }

    /// How many there are.
    int size() {
        return all.size();
    }

    /// A SUBSCRIBE.
    ///
    /// @param from the account that is proven to have sent it
    void received(ServerTransaction transaction, Request subscribe, Registration from) {
        Refusal refusal = RequestCheck.check(subscribe);
        if (refusal != null) {
            respond(transaction, subscribe, 400, "Bad Request");
        } else if (subscribe.has(HeaderName.REQUIRE)) {
            String tags = subscribe.raw(HeaderName.REQUIRE);
            transaction.respond(agent.answer(subscribe, 420, "Bad Extension")
                    .add(HeaderName.UNSUPPORTED, tags == null ? "" : tags)
                    .build());
        } else if (!subscribe.toTag().isEmpty()) {
            Subscribed known = all.get(subscribe.toTag());
            // Another account hears of a subscription that is not its own what it hears where there is none.
            if (known == null || known.now.of() != from || !known.dialog.matches(subscribe)) {
                transaction.respond(
                        481, "Subscription does not exist", agent.tokens().tag());
            } else {
                known.again(transaction, subscribe);
            }
        } else {
            begin(transaction, subscribe, from);
        }
    }

    private void begin(ServerTransaction transaction, Request subscribe, Registration from) {
        switch (Subscribing.decide(subscribe, from, agent.timers().wallClock())) {
            case Decision.Refuse(int status, String reason, HeaderName header, String value) -> {
                var answer = agent.answer(subscribe, status, reason);
                if (header != null) answer.add(header, value);
                transaction.respond(answer.build());
            }
            // What its phones do, the PBX knows alone, and it is the PBX that asks.
            case Decision.Forward _ -> respond(transaction, subscribe, 489, "Bad Event");
            case Decision.Take taken -> take(transaction, subscribe, taken);
        }
    }

    private void take(ServerTransaction transaction, Request subscribe, Decision.Take taken) {
        int ofAccount = 0;
        for (Subscribed s : all.values()) if (s.now.of() == taken.of()) ofAccount++;
        if (ofAccount >= MOST_OF_ACCOUNT || all.size() >= MOST) {
            respond(transaction, subscribe, 403, "Forbidden");
            return;
        }
        String tag = agent.tokens().tag();
        Dialog dialog = Dialog.answering(subscribe, tag, transaction.flow());
        if (dialog == null) {
            respond(transaction, subscribe, 400, "Bad Request");
            return;
        }
        dialog.choice(choices.apply(taken.of(), transaction.flow()));
        accept(transaction, subscribe, tag, taken.seconds());
        Step first = RegSubscription.begin(taken, agent.timers().wallClock());
        var made = new Subscribed(dialog, first.next());
        if (all.isEmpty()) agent.timers().after(LOOK_EVERY, this, 0);
        all.put(tag, made);
        made.follow(first);
    }

    private static void accept(ServerTransaction transaction, Request subscribe, String tag, long seconds) {
        transaction.respond(Response.answering(subscribe, 200, "OK", tag)
                .add(HeaderName.CONTACT, UserAgent.contact(transaction.flow()))
                .add(HeaderName.EXPIRES, Long.toString(seconds))
                .build());
    }

    private void respond(ServerTransaction transaction, Request request, int status, String reason) {
        transaction.respond(agent.answer(request, status, reason).build());
    }

    @Override
    public void expired(int what) {
        for (Subscribed s : List.copyOf(all.values())) s.look();
        if (!all.isEmpty()) agent.timers().after(LOOK_EVERY, this, 0);
    }

    private final class Subscribed implements ClientUser {
        private final Dialog dialog;
        private RegSubscription now;
        private Bindings seen;
        private long wakeAt;

        Subscribed(Dialog dialog, RegSubscription now) {
            this.dialog = dialog;
            this.now = now;
            this.seen = now.of().bindings();
        }

        void again(ServerTransaction transaction, Request subscribe) {
            if (!dialog.inOrder(subscribe.cseq())) {
                respond(transaction, subscribe, 500, "Server Internal Error");
                return;
            }
            dialog.flow(transaction.flow());
            dialog.choice(choices.apply(now.of(), transaction.flow()));
            dialog.refresh(subscribe);
            long asked = subscribe.header(Expires.TYPE) instanceof Field.Present<Expires>(Expires e)
                    ? e.seconds()
                    : Subscribing.USUAL;
            if (asked > 0 && asked < Subscribing.LEAST) {
                transaction.respond(agent.answer(subscribe, 423, "Interval Too Brief")
                        .add(HeaderName.MIN_EXPIRES, Long.toString(Subscribing.LEAST))
                        .build());
                return;
            }
            long seconds = Math.min(asked, Subscribing.MOST);
            accept(transaction, subscribe, dialog.localTag(), seconds);
            seen = now.of().bindings();
            follow(now.refreshed(seconds, agent.timers().wallClock()));
        }

        /// Whether something changed, or its time has come.
        void look() {
            long wall = agent.timers().wallClock();
            Bindings current = now.of().bindings();
            if (current.revision() != seen.revision()) {
                List<BindingChange> changes = changes(seen, current, wall);
                seen = current;
                follow(now.changed(current, changes, wall));
            }
            if (wall >= wakeAt) follow(now.timer(wall));
        }

        void follow(Step step) {
            now = step.next();
            wakeAt = step.wakeAt();
            for (Notification n : step.notifications()) send(n);
            if (now.ended()) all.remove(dialog.localTag());
        }

        private void send(Notification n) {
            Flow flow = agent.outbound().next(dialog);
            var notify = dialog.request(Method.NOTIFY, agent.outbound().via(flow), -1)
                    .add(HeaderName.CONTACT, UserAgent.contact(flow))
                    .add(HeaderName.EVENT, Subscribing.PACKAGE)
                    .add(HeaderName.SUBSCRIPTION_STATE, n.state());
            if (n.document().length > 0) notify.body(RegInfo.TYPE, n.document());
            agent.outbound().send(notify.build(), flow, this, null, dialog.choice());
        }

        @Override
        public void response(ClientTransaction transaction, Response response) {
            if (response.status() >= 300) follow(now.failed());
        }

        @Override
        public void failed(ClientTransaction transaction, Failure failure) {
            follow(now.failed());
        }
    }

    /// What led from one state to the other, as far as the two tell.
    private static List<BindingChange> changes(Bindings before, Bindings after, long wall) {
        List<BindingChange> changes = new ArrayList<>();
        for (Binding b : before.all()) {
            if (find(after, b) == null) {
                boolean over = b.expiresAt() <= wall;
                changes.add(
                        new BindingChange(over ? BindingChange.Event.EXPIRED : BindingChange.Event.UNREGISTERED, b));
            }
        }
        for (Binding b : after.all()) {
            Binding old = find(before, b);
            if (old == null) changes.add(new BindingChange(BindingChange.Event.REGISTERED, b));
            else if (old.flow() != null && b.flow() == null) {
                changes.add(new BindingChange(BindingChange.Event.FLOW_LOST, b));
            } else if (old.updated() != b.updated()) {
                changes.add(new BindingChange(BindingChange.Event.REFRESHED, b));
            }
        }
        return changes;
    }

    private static @Nullable Binding find(Bindings in, Binding like) {
        for (Binding b : in.all()) {
            if (b.identity().equals(like.identity())) return b;
        }
        return null;
    }
}
