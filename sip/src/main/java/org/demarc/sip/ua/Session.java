package org.demarc.sip.ua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteClientTransaction;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.ServerUser;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// One INVITE session in one dialog (RFC 3261 sections 13 to 15), early or confirmed. It enforces the order
/// of things inside the dialog; what re-INVITE, UPDATE and INFO mean is its user's.
public final class Session implements ServerUser {
    private static final int MOST_OPEN = 64;

    private final UserAgent agent;
    private final Dialog dialog;
    private final boolean caller;
    private SessionUser user;
    private @Nullable IncomingInvite opening;
    private boolean confirmed;
    private boolean over;
    private boolean byeWhenAcknowledged;
    private boolean established;
    private Extra byeExtra = Extra.NONE;
    private @Nullable InviteServerTransaction remoteInvite;
    private @Nullable Request remoteInviteRequest;
    private List<ServerTransaction> open = List.of();
    private boolean localInvite;
    private long withoutOffer = -1;
    private @Nullable InDialog localInviteRequest;
    private final Acknowledgements acknowledgements;
    private final long openingSequence;
    private List<Acceptance> unacknowledged = List.of();
    private @Nullable Affiliation affiliation;
    private Extra credentials = Extra.NONE;

    /// @param caller true when we sent the INVITE that made the dialog
    Session(UserAgent agent, Dialog dialog, boolean caller, SessionUser user) {
        this.agent = agent;
        this.dialog = dialog;
        this.caller = caller;
        this.user = user;
        acknowledgements = new Acknowledgements(agent, dialog.remoteTag(), dialog.choice());
        openingSequence = caller ? dialog.localSequence() : -1;
        agent.add(this);
    }

    UserAgent agent() {
        return agent;
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    public Dialog dialog() {
        return dialog;
    }

    /// Names who hears of what the peer does.
    public void user(SessionUser next) {
        user = next;
    }

    /// True from the first 2xx on.
    public boolean confirmed() {
        return confirmed;
    }

    /// True once it has ended, by whichever side.
    public boolean over() {
        return over;
    }

    void opening(@Nullable IncomingInvite invite) {
        opening = invite;
    }

    /// Notes that the INVITE of this number, which made the dialog, had no offer.
    void withoutOffer(long sequence) {
        withoutOffer = sequence;
    }

    /// Names the account that the leg belongs to. At the beginning.
    void affiliation(@Nullable Affiliation account) {
        affiliation = account;
    }

    @Nullable
    Affiliation affiliation() {
        return affiliation;
    }

    /// Notes those of the last INVITE of ours, for its ACK.
    void credentials(Extra ofInvite) {
        credentials = ofInvite;
    }

    Extra credentials() {
        return credentials;
    }

    void confirm() {
        confirmed = true;
    }

    /// True while an INVITE of either side has no final response, or a 2xx of ours no ACK, so that none may
    /// be sent (section 14.1).
    public boolean inviteInProgress() {
        return localInvite || remoteInvite != null || !confirmed || !unacknowledged.isEmpty();
    }

    /// True while the callee may not send BYE (section 15).
    private boolean mustAwaitAck() {
        return !caller && !established && !unacknowledged.isEmpty();
    }

    // What the peer asks for.

    void request(ServerTransaction transaction, Request request) {
        if (!dialog.inOrder(request.cseq())) { // catalogue CAL-010
            transaction.respond(answer(request, 500, "Server Internal Error").build());
            return;
        }
        dialog.flow(transaction.flow());
        Method method = request.method();
        if (method.equals(Method.BYE)) {
            bye(transaction, request);
        } else if (transaction instanceof InviteServerTransaction invite) {
            reinvite(invite, request);
        } else if (method.equals(Method.UPDATE) || method.equals(Method.INFO)) {
            ask(transaction, request);
        } else {
            transaction.respond(answer(request, 200, "OK")
                    .add(HeaderName.ALLOW, UserAgent.allow())
                    .add(HeaderName.ACCEPT, "application/sdp")
                    .build());
        }
    }

    /// An UPDATE or INFO. One that the user does not answer at once is kept, since the end of the session
    /// answers it.
    private void ask(ServerTransaction transaction, Request request) {
        if (open.size() == MOST_OPEN) {
            transaction.respond(answer(request, 500, "Server Internal Error")
                    .add(HeaderName.RETRY_AFTER, "5")
                    .build());
            return;
        }
        if (request.method().equals(Method.UPDATE)) user.updated(this, transaction, request);
        else user.informed(this, transaction, request);
        if (!transaction.pending()) return;
        if (over) {
            terminated(transaction);
            return;
        }
        if (open.isEmpty()) open = new ArrayList<>(1);
        open.add(transaction);
        transaction.user(this);
    }

    private void terminated(ServerTransaction transaction) {
        if (!transaction.pending()) return;
        transaction.respond(
                answer(transaction.request(), 487, "Request Terminated").build());
    }

    private void bye(ServerTransaction transaction, Request bye) {
        if (!confirmed && caller) { // the callee sends no BYE in an early dialog: catalogue CAL-026
            transaction.respond(
                    answer(bye, 481, "Call/Transaction Does Not Exist").build());
            return;
        }
        transaction.respond(200, "OK", dialog.localTag());
        IncomingInvite early = opening;
        SessionUser told = user;
        close();
        if (early != null) early.endedByCaller(bye);
        else told.ended(this, new Ending.Bye(bye));
    }

    private void reinvite(InviteServerTransaction transaction, Request invite) {
        if (remoteInvite != null || (!confirmed && !caller)) { // section 14.2
            transaction.respond(answer(invite, 500, "Server Internal Error")
                    .add(HeaderName.RETRY_AFTER, Long.toString(agent.tokens().number() % 11))
                    .build());
        } else if (localInvite || !confirmed || offerAwaitsAck()) { // section 14.2, RFC 5407 section 3.1.5
            transaction.respond(answer(invite, 491, "Request Pending").build());
        } else {
            remoteInvite = transaction;
            remoteInviteRequest = invite;
            transaction.user(this);
            user.reinvited(this, transaction, invite);
        }
    }

    private boolean offerAwaitsAck() {
        for (Acceptance a : unacknowledged) {
            if (a.hadBody() && offerInAcceptance) return true;
        }
        return false;
    }

    private boolean offerInAcceptance;

    void ack(Request ack) {
        for (int i = 0; i < unacknowledged.size(); i++) {
            Acceptance a = unacknowledged.get(i);
            if (a.sequence() != ack.cseq()) continue;
            a.stop();
            unacknowledged.remove(i);
            established = true;
            if (over) return;
            user.acknowledged(this, ack);
            if (byeWhenAcknowledged && !over) bye(byeExtra);
            return;
        }
    }

    void notAcknowledged(Acceptance acceptance) {
        unacknowledged.remove(acceptance);
        if (over) return;
        boolean asked = byeWhenAcknowledged;
        SessionUser told = user;
        sendBye(byeExtra);
        close();
        if (!asked) told.ended(this, new Ending.NoAck());
    }

    @Override
    public void cancelled(InviteServerTransaction transaction, Request cancel) {
        if (transaction != remoteInvite || remoteInviteRequest == null) return;
        Request invite = remoteInviteRequest;
        remoteInvite = null;
        remoteInviteRequest = null;
        transaction.respond(answer(invite, 487, "Request Terminated").build());
        if (!over) user.reinviteCancelled(this);
    }

    @Override
    public void failed(ServerTransaction transaction, Failure failure) {
        // A refused re-INVITE whose refusal was not acknowledged, or a request that the user never
        // answered: the session goes on (RFC 3261 section 14.2).
        if (!open.isEmpty()) open.remove(transaction);
    }

    // What the user does.

    /// Begins an answer to a request of this dialog.
    public MessageBuilder<Response> answer(Request request, int status, String reason) {
        return Response.answering(request, status, reason, dialog.localTag());
    }

    /// Answers a re-INVITE with 200 and repeats that until the ACK comes.
    public void accept(InviteServerTransaction transaction, @Nullable Content content) {
        Request invite = remoteInviteRequest;
        if (transaction != remoteInvite || invite == null) return;
        remoteInvite = null;
        remoteInviteRequest = null;
        dialog.refresh(invite);
        sendAcceptance(transaction, invite, content, Extra.NONE);
    }

    void sendAcceptance(InviteServerTransaction transaction, Request invite, @Nullable Content content, Extra extra) {
        MessageBuilder<Response> builder = answer(invite, 200, "OK");
        builder.copyAll(invite, HeaderName.RECORD_ROUTE)
                .add(HeaderName.CONTACT, UserAgent.contact(transaction.flow(), affiliation, dialog))
                .add(HeaderName.ALLOW, UserAgent.allow());
        extra.addTo(builder);
        if (content != null) builder.body(content.type(), content.octets());
        Response response = builder.build();
        offerInAcceptance = content != null && !invite.hasBody();
        transaction.respond(response);
        if (unacknowledged.isEmpty()) unacknowledged = new ArrayList<>(1);
        unacknowledged.add(new Acceptance(this, response, transaction.back()));
    }

    /// Refuses a re-INVITE; the session stays as it was.
    public void refuse(InviteServerTransaction transaction, int status, String reason, Extra extra) {
        Request invite = remoteInviteRequest;
        if (transaction != remoteInvite || invite == null) return;
        remoteInvite = null;
        remoteInviteRequest = null;
        MessageBuilder<Response> builder = answer(invite, status, reason);
        extra.addTo(builder);
        transaction.respond(builder.build());
    }

    /// Answers an UPDATE or INFO.
    public void respond(
            ServerTransaction transaction, int status, String reason, @Nullable Content content, Extra extra) {
        if (!transaction.pending()) return;
        if (!open.isEmpty()) open.remove(transaction);
        Request request = transaction.request();
        MessageBuilder<Response> builder = answer(request, status, reason);
        boolean success = status >= 200 && status <= 299;
        if (request.method().equals(Method.UPDATE) && success) {
            dialog.refresh(request);
            builder.add(HeaderName.CONTACT, UserAgent.contact(transaction.flow(), affiliation, dialog));
            builder.add(HeaderName.ALLOW, UserAgent.allow());
        }
        extra.addTo(builder);
        if (content != null) builder.body(content.type(), content.octets());
        transaction.respond(builder.build());
    }

    /// Sends a re-INVITE. Not while `inviteInProgress`.
    public void reinvite(@Nullable Content content, RequestUser requestUser) {
        if (inviteInProgress()) throw new IllegalStateException("a re-INVITE while another is in progress");
        localInvite = true;
        send(Method.INVITE, content, Extra.NONE, requestUser);
    }

    /// Takes back a re-INVITE of ours that has no final response yet (RFC 3261 section 9.1): CANCEL when a
    /// provisional has come, nothing before that. Its final response comes to the `RequestUser` as ever.
    public void cancelReinvite() {
        InDialog pending = localInviteRequest;
        if (pending != null) pending.cancel();
    }

    /// Sends an UPDATE or INFO.
    public void send(Method method, @Nullable Content content, Extra extra, RequestUser requestUser) {
        var inDialog = new InDialog(method, content, extra, requestUser);
        if (method.equals(Method.INVITE)) {
            localInviteRequest = inDialog;
            inDialog.startPatience(0);
        }
        inDialog.send();
    }

    /// Acknowledges the 2xx to an INVITE of ours, with the answer where that 2xx held an offer. Without one,
    /// such an offer is declined.
    public void acknowledge(Response success, @Nullable Content wanted) {
        Content answer = wanted;
        if (answer == null && success.cseq() == withoutOffer && success.hasBody()) {
            answer = Decline.of(success, dialog.flow(), agent.tokens().number());
        }
        Flow flow = agent.outbound().next(dialog, affiliation);
        MessageBuilder<Request> builder =
                dialog.request(Method.ACK, agent.outbound().via(flow), success.cseq());
        credentials.addTo(builder);
        if (answer != null) builder.body(answer.type(), answer.octets());
        if (success.cseq() == openingSequence) {
            acknowledgements.sendOpening(builder.build(), flow, affiliation != null);
        } else acknowledgements.send(builder.build(), flow);
    }

    /// Hangs up. Where our 2xx still waits for its ACK, the BYE goes out when that has come or will not come
    /// (section 15). The user hears no more of this session.
    public void bye(Extra extra) {
        if (over) return;
        if (remoteInvite != null) refuse(remoteInvite, 487, "Request Terminated", Extra.NONE);
        if (mustAwaitAck()) {
            byeLater(extra);
            return;
        }
        sendBye(extra);
        close();
    }

    private void byeLater(Extra extra) {
        byeWhenAcknowledged = true;
        byeExtra = extra;
        user = Gone.INSTANCE;
    }

    private void sendBye(Extra extra) {
        new Farewell(agent, dialog, affiliation, caller, extra).send();
    }

    /// Forgets the session. What the peer asked for and got no answer to is answered 487 (section 15.1.2).
    void close() {
        if (over) return;
        over = true;
        for (Acceptance a : unacknowledged) a.stop();
        unacknowledged = List.of();
        if (remoteInvite != null && remoteInviteRequest != null && remoteInvite.pending()) {
            remoteInvite.respond(
                    answer(remoteInviteRequest, 487, "Request Terminated").build());
        }
        remoteInvite = null;
        remoteInviteRequest = null;
        for (ServerTransaction t : open) terminated(t);
        open = List.of();
        opening = null;
        user = Gone.INSTANCE; // what still holds the session holds no call
        agent.remove(this);
    }

    private void lost(String why) {
        if (over) return;
        SessionUser told = user;
        if (mustAwaitAck()) {
            byeLater(Extra.NONE);
        } else {
            sendBye(Extra.NONE);
            close();
        }
        told.ended(this, new Ending.Lost(why));
    }

    /// A request that we sent inside the dialog.
    private final class InDialog implements ClientUser, Outbound.Resent, Expiry {
        private final Method method;
        private final @Nullable Content content;
        private final Extra extra;
        private final RequestUser requestUser;
        private boolean again;
        private @Nullable ClientTransaction transaction;
        private boolean provisional;
        private boolean cancelled;
        private boolean settled;
        private @Nullable Timeout patience;
        private Affiliation.@Nullable Challenges challenges;

        InDialog(Method method, @Nullable Content content, Extra extra, RequestUser requestUser) {
            this.method = method;
            this.content = content;
            this.extra = extra;
            this.requestUser = requestUser;
        }

        void send() {
            Flow flow = agent.outbound().next(dialog, affiliation);
            MessageBuilder<Request> builder =
                    dialog.request(method, agent.outbound().via(flow), -1);
            if (!method.equals(Method.INFO)) {
                builder.add(HeaderName.CONTACT, UserAgent.contact(flow, affiliation, dialog))
                        .add(HeaderName.ALLOW, UserAgent.allow());
            }
            extra.addTo(builder);
            if (affiliation != null)
                affiliation.ahead(method, dialog.requestUri()).addTo(builder);
            if (content != null) builder.body(content.type(), content.octets());
            if (method.equals(Method.INVITE) && content == null) withoutOffer = dialog.localSequence();
            transaction = agent.outbound().send(builder.build(), flow, this, affiliation, dialog.choice());
        }

        /// A re-INVITE that stays provisional is taken back, and given up when that brings no final response
        /// either: no transaction timer does it.
        void startPatience(int phase) {
            patience = agent.timers().after(agent.transactions().config().longWait(), this, phase);
        }

        @Override
        public void expired(int phase) {
            if (settled) return;
            if (phase == 0) {
                cancel();
                startPatience(1);
            } else if (transaction instanceof InviteClientTransaction invite) {
                invite.abandon();
                failed(invite, new Failure(Failure.Kind.TIMEOUT, "no final response to re-INVITE"));
            }
        }

        @Override
        public boolean wanted() {
            return !settled && !cancelled && !over;
        }

        @Override
        public void resent(ClientTransaction next) {
            transaction = next;
        }

        void cancel() {
            if (settled || cancelled) return;
            cancelled = true;
            if (provisional) sendCancel();
        }

        private void sendCancel() {
            ClientTransaction t = transaction;
            if (t != null) agent.outbound().cancel(t, Extra.NONE);
        }

        @Override
        public void response(ClientTransaction answering, Response response) {
            transaction = answering;
            if (response.isProvisional()) {
                if (cancelled && !provisional) sendCancel();
                provisional = true;
                return;
            }
            if (settled) return;
            if (affiliation != null && challenged(affiliation, answering, response)) return;
            settled = true;
            if (answering instanceof InviteClientTransaction invite && response.isSuccess()) {
                invite.after(acknowledgements);
            }
            endInvite();
            if (over) {
                if (method.equals(Method.INVITE) && response.isSuccess()) acknowledge(response, null);
                return;
            }
            boolean refreshes = method.equals(Method.INVITE) || method.equals(Method.UPDATE); // RFC 3261 section 6
            if (response.isSuccess() && refreshes) dialog.refresh(response);
            requestUser.answered(Session.this, response);
            if (response.status() == 481 || response.status() == 408) {
                lost(method + " was answered " + response.status()); // catalogue CAL-013
            }
        }

        /// Sends it again with credentials, where it was challenged.
        private boolean challenged(Affiliation account, ClientTransaction answering, Response response) {
            boolean invite = method.equals(Method.INVITE);
            if (invite && response.isSuccess()) credentials(Extra.credentials(answering.request()));
            if (!wanted()) return false;
            if (challenges == null) challenges = account.challenges(caller);
            Request next = Authorized.next(challenges, agent, dialog, answering, response);
            if (next == null) return false;
            if (invite && content == null) withoutOffer = dialog.localSequence();
            provisional = false;
            transaction = agent.transactions().send(next, answering.flow(), this);
            return true;
        }

        private void endInvite() {
            if (!method.equals(Method.INVITE)) return;
            if (patience != null) patience.cancel();
            localInvite = false;
            localInviteRequest = null;
        }

        /// A connection that broke may be an old one that nobody used for long: another is tried, once.
        /// What cannot be delivered then counts as 503 (section 8.1.3.1), which ends no dialog; silence
        /// does (section 12.2.1.2).
        @Override
        public void failed(ClientTransaction failed, Failure failure) {
            boolean undelivered = failure.kind() == Failure.Kind.TRANSPORT;
            if (undelivered
                    && !again
                    && wanted()
                    && !provisional
                    && failed.flow().transport().reliable()) {
                again = true;
                send();
                return;
            }
            settled = true;
            endInvite();
            if (over) return;
            requestUser.failed(Session.this, failure);
            if (!undelivered) lost(method + ": " + failure.why());
        }
    }
}
