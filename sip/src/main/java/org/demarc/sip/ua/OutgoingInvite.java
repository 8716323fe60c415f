package org.demarc.sip.ua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteClientTransaction;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// An INVITE that we send to open a session (RFC 3261 sections 13.2 and 9.1): early dialogs of several forks,
/// the one that wins, those that answer too late, and CANCEL.
public final class OutgoingInvite implements ClientUser, Expiry, Outbound.Resent {
    private static final int NO_RESPONSE = 0;
    private static final int CANCEL_IN_VAIN = 1;
    private static final int MOST_FORKS = 12;

    /// What to send.
    ///
    /// @param flow the way
    /// @param requestUri the Request-URI
    /// @param from the From value without tag
    /// @param to the To value
    /// @param maxForwards the Max-Forwards to send
    /// @param content the offer; null for an INVITE without one
    /// @param extra further header fields
    /// @param noResponse milliseconds without any response after which the attempt fails; 0: timer B alone
    ///     decides
    /// @param sessionUser hears of what the peer does in the dialogs made
    /// @param affiliation the account that the leg belongs to; null: none
    /// @param choice chooses the flow of later requests in these dialogs, where the flow alone leads to the
    ///     peer; null: Contact and routes do
    public record Order(
            Flow flow,
            String requestUri,
            String from,
            String to,
            int maxForwards,
            @Nullable Content content,
            Extra extra,
            long noResponse,
            SessionUser sessionUser,
            @Nullable Affiliation affiliation,
            @Nullable FlowChoice choice) {
        /// To a peer that is reached at its Contact.
        public Order(
                Flow flow,
                String requestUri,
                String from,
                String to,
                int maxForwards,
                @Nullable Content content,
                Extra extra,
                long noResponse,
                SessionUser sessionUser,
                @Nullable Affiliation affiliation) {
            this(flow, requestUri, from, to, maxForwards, content, extra, noResponse, sessionUser, affiliation, null);
        }

        /// To somebody who knows us by our address.
        public Order(
                Flow flow,
                String requestUri,
                String from,
                String to,
                int maxForwards,
                @Nullable Content content,
                Extra extra,
                long noResponse,
                SessionUser sessionUser) {
            this(flow, requestUri, from, to, maxForwards, content, extra, noResponse, sessionUser, null, null);
        }
    }

    private final UserAgent agent;
    private final String callId;
    private final String localTag;
    private final SessionUser sessionUser;
    private final @Nullable FlowChoice choice;
    private final List<Session> early = new ArrayList<>(1);
    private @Nullable Order order;
    private @Nullable OutgoingUser user;
    private @Nullable ClientTransaction transaction;
    private final long patience;
    private final @Nullable Affiliation affiliation;
    private Affiliation.@Nullable Challenges challenges;
    private @Nullable Timeout noResponse;
    private boolean provisional;
    private boolean withoutOffer;
    private boolean cancelled;
    private boolean cancelSent;
    private boolean over;
    private Extra cancelExtra = Extra.NONE;

    OutgoingInvite(UserAgent agent, Order order, OutgoingUser user) {
        this.agent = agent;
        this.order = order;
        this.user = user;
        this.sessionUser = order.sessionUser();
        this.choice = order.choice();
        this.patience = order.noResponse();
        this.affiliation = order.affiliation();
        this.callId = agent.tokens().callId();
        this.localTag = agent.tokens().tag();
    }

    public String callId() {
        return callId;
    }

    public String localTag() {
        return localTag;
    }

    void start() {
        Order o = order;
        if (o == null) return;
        MessageBuilder<Request> builder = Request.builder(Method.INVITE, o.requestUri())
                .add(HeaderName.VIA, agent.outbound().via(o.flow()))
                .add(HeaderName.MAX_FORWARDS, Integer.toString(o.maxForwards()))
                .add(HeaderName.FROM, o.from() + ";tag=" + localTag)
                .add(HeaderName.TO, o.to())
                .add(HeaderName.CALL_ID, callId)
                .add(HeaderName.CSEQ, "1 INVITE")
                .add(HeaderName.CONTACT, UserAgent.contact(o.flow(), affiliation))
                .add(HeaderName.ALLOW, UserAgent.allow())
                .add(HeaderName.SUPPORTED, ""); // RFC 3261 section 13.2.1 asks for it, and we have no extension
        o.extra().addTo(builder);
        if (affiliation != null)
            affiliation.ahead(Method.INVITE, o.requestUri()).addTo(builder);
        Content content = o.content();
        withoutOffer = content == null;
        if (content != null) builder.body(content.type(), content.octets());
        startWaiting();
        order = null;
        transaction = agent.outbound().send(builder.build(), o.flow(), this, affiliation, choice);
    }

    /// Gives up. CANCEL goes out as soon as RFC 3261 section 9.1 lets it; a 2xx that crosses it is
    /// acknowledged and ended with BYE (catalogue CAL-004, CAL-005). The user hears no more.
    public void cancel(Extra extra) {
        if (over || cancelled) return;
        cancelled = true;
        cancelExtra = extra;
        user = null;
        stopWaiting();
        for (Session session : early) session.user(Gone.INSTANCE);
        if (provisional) sendCancel();
    }

    private void sendCancel() {
        ClientTransaction t = transaction;
        if (cancelSent || t == null) return;
        cancelSent = true;
        agent.outbound().cancel(t, cancelExtra);
        agent.timers().after(agent.transactions().config().longWait(), this, CANCEL_IN_VAIN);
    }

    @Override
    public void expired(int what) {
        if (over) return;
        if (what == NO_RESPONSE) {
            OutgoingUser told = user;
            cancel(Extra.NONE);
            if (told != null) {
                told.failed(this, new Failure(Failure.Kind.TIMEOUT, "no response at all to INVITE in the time given"));
            }
        } else if (transaction instanceof InviteClientTransaction invite) { // section 9.1: consider it cancelled
            over = true;
            closeEarly(null);
            invite.abandon();
        }
    }

    @Override
    public boolean wanted() {
        return !over && !cancelled;
    }

    /// It leaves only now: the time that TCP took counts for nothing.
    @Override
    public void resent(ClientTransaction next) {
        transaction = next;
        stopWaiting();
        startWaiting();
    }

    @Override
    public void response(ClientTransaction t, Response response) {
        transaction = t;
        if (over) return;
        if (affiliation != null && challenged(affiliation, t, response)) return;
        stopWaiting();
        if (response.isProvisional()) progressed(response);
        else if (response.isSuccess()) answered(t, response);
        else refused(response);
    }

    /// Answers a challenge: the same INVITE with the next number, in a new transaction on the same flow (RFC 3261
    /// section 22.2). What rang before rings no more.
    private boolean challenged(Affiliation account, ClientTransaction t, Response response) {
        int status = response.status();
        if (status < 200) return false;
        Affiliation.Challenges all = challenges;
        if (status != 401 && status != 407) {
            if (all != null) all.accepted();
            return false;
        }
        if (cancelled) return false;
        if (all == null) challenges = all = account.challenges(true);
        Request sent = t.request();
        Request next = all.answered(sent, response, agent.outbound().via(t.flow()), sent.cseq() + 1);
        if (next == null) return false;
        stopWaiting();
        closeEarly(null);
        provisional = false;
        startWaiting();
        transaction = agent.transactions().send(next, t.flow(), this);
        return true;
    }

    private void progressed(Response response) {
        provisional = true;
        if (cancelled) {
            sendCancel();
            return;
        }
        if (response.status() == 100 || user == null) return;
        user.progressed(this, early(response, t(), MOST_FORKS), response);
    }

    private Flow t() {
        if (transaction == null) throw new IllegalStateException("a response before the request");
        return transaction.flow();
    }

    private @Nullable Session early(Response response, Flow flow, int most) {
        for (Session session : early) {
            if (session.dialog().remoteTag().equals(response.toTag())) return session;
        }
        if (early.size() >= most) return null;
        Dialog dialog = Dialog.asking(response, flow);
        if (dialog == null) return null;
        dialog.choice(choice);
        var session = new Session(agent, dialog, true, sessionUser);
        session.affiliation(affiliation);
        if (withoutOffer) session.withoutOffer(response.cseq());
        early.add(session);
        return session;
    }

    private void answered(ClientTransaction t, Response response) {
        over = true;
        Session winner = early(response, t.flow(), Integer.MAX_VALUE);
        closeEarly(winner);
        if (winner == null) { // no tag or no Contact: no dialog can be made of it, and none ended
            if (user != null) user.failed(this, new Failure(Failure.Kind.UNUSABLE, "the 2xx has no usable Contact"));
            return;
        }
        winner.dialog().confirm(response);
        winner.confirm();
        if (affiliation != null) winner.credentials(Extra.credentials(t.request()));
        if (t instanceof InviteClientTransaction invite) {
            invite.after(new AfterAnswer(agent, winner, localTag, withoutOffer));
        }
        if (user == null) {
            winner.acknowledge(response, null);
            winner.bye(cancelExtra);
        } else {
            user.answered(this, winner, response);
        }
        user = null;
    }

    private void refused(Response response) {
        over = true;
        closeEarly(null);
        if (user != null) user.refused(this, response);
        user = null;
    }

    @Override
    public void failed(ClientTransaction t, Failure failure) {
        if (over) return;
        over = true;
        stopWaiting();
        closeEarly(null);
        if (user != null) user.failed(this, failure);
        user = null;
    }

    private void startWaiting() {
        if (patience > 0) noResponse = agent.timers().after(patience, this, NO_RESPONSE);
    }

    private void stopWaiting() {
        if (noResponse != null) noResponse.cancel();
        noResponse = null;
    }

    private void closeEarly(@Nullable Session but) {
        for (Session session : early) {
            if (session != but) session.close();
        }
        early.clear();
    }
}
