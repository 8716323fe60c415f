package org.demarc.sip.ua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.ServerUser;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// An INVITE that somebody sent us to open a session (RFC 3261 section 13.3). Several early dialogs may be made, each
/// with a tag of its own, as a forking proxy would show them; one of them is accepted, or all are refused.
public final class IncomingInvite implements ServerUser, Expiry {
    private static final int STILL_RINGING = 0;
    private static final long RING_EVERY = 60_000;

    private final UserAgent agent;
    private final InviteServerTransaction transaction;
    private @Nullable Request request;
    private final List<Session> early = new ArrayList<>(1);
    private @Nullable IncomingUser user;
    private @Nullable FlowChoice choice;
    private @Nullable Response lastProvisional;
    private @Nullable Timeout stillRinging;
    private boolean over;
    private @Nullable Affiliation affiliation;

    IncomingInvite(UserAgent agent, InviteServerTransaction transaction, Request request) {
        this.agent = agent;
        this.transaction = transaction;
        this.request = request;
        transaction.user(this);
    }

    /// What came. Not once it is answered: a call that lasts has no use for it.
    public Request request() {
        if (request == null) throw new IllegalStateException("the INVITE of an answered call was asked for");
        return request;
    }

    /// The flow that it came in on.
    public Flow flow() {
        return transaction.flow();
    }

    /// Names the account that it came to. Before anything is answered.
    public void affiliation(Affiliation account) {
        affiliation = account;
    }

    /// Names who hears of CANCEL.
    public void user(IncomingUser next) {
        user = next;
    }

    /// Names what chooses the flow of our requests in its dialogs, where the flow alone leads to the caller.
    public void choice(FlowChoice chooser) {
        choice = chooser;
    }

    /// True once it was accepted, refused or cancelled.
    public boolean over() {
        return over;
    }

    /// Makes an early dialog with a tag of its own. Its BYE before the answer counts as a CANCEL.
    ///
    /// @return null when the request has no Contact or route that a dialog could be built from
    public @Nullable Session fork(SessionUser sessionUser) {
        Dialog dialog = Dialog.answering(request(), agent.tokens().tag(), transaction.flow());
        if (dialog == null) return null;
        dialog.choice(choice);
        var session = new Session(agent, dialog, false, sessionUser);
        session.opening(this);
        session.affiliation(affiliation);
        early.add(session);
        return session;
    }

    /// Sends a provisional response of 101 to 199 in an early dialog. Repeated each minute while nothing else
    /// is sent (section 13.3.1.1, catalogue CAL-019).
    public void progress(Session session, int status, String reason, @Nullable Content content, Extra extra) {
        if (over) return;
        MessageBuilder<Response> builder = session.answer(request(), status, reason);
        builder.copyAll(request(), HeaderName.RECORD_ROUTE)
                .add(HeaderName.CONTACT, UserAgent.contact(transaction.flow(), affiliation, session.dialog()))
                .add(HeaderName.ALLOW, UserAgent.allow());
        extra.addTo(builder);
        if (content != null) builder.body(content.type(), content.octets());
        lastProvisional = builder.build();
        transaction.respond(lastProvisional);
        if (stillRinging != null) stillRinging.cancel();
        stillRinging = agent.timers().after(RING_EVERY, this, STILL_RINGING);
    }

    /// Accepts with 200 in one of the early dialogs; the others are forgotten.
    public void accept(Session session, @Nullable Content content, Extra extra) {
        if (over) return;
        Request invite = settle();
        for (Session other : early) {
            if (other != session) other.close();
        }
        early.clear();
        session.opening(null);
        session.confirm();
        session.sendAcceptance(transaction, invite, content, extra);
    }

    /// Refuses with a status of 300 to 699.
    public void refuse(int status, String reason, Extra extra) {
        if (over) return;
        Request invite = settle();
        MessageBuilder<Response> builder = early.isEmpty()
                ? agent.answer(invite, status, reason)
                : early.getFirst().answer(invite, status, reason);
        extra.addTo(builder);
        transaction.respond(builder.build());
        for (Session session : early) session.close();
        early.clear();
    }

    private Request settle() {
        Request invite = request();
        over = true;
        if (stillRinging != null) stillRinging.cancel();
        stillRinging = null;
        lastProvisional = null;
        request = null;
        return invite;
    }

    @Override
    public void expired(int what) {
        if (over || lastProvisional == null) return;
        transaction.respond(lastProvisional);
        stillRinging = agent.timers().after(RING_EVERY, this, STILL_RINGING);
    }

    @Override
    public void cancelled(InviteServerTransaction canceled, Request cancel) {
        endedByCaller(cancel);
    }

    void endedByCaller(Request why) {
        if (over) return;
        refuse(487, "Request Terminated", Extra.NONE);
        if (user != null) user.cancelled(this, why);
    }

    @Override
    public void failed(ServerTransaction failed, Failure failure) {
        // The refusal was not acknowledged: nothing of the call is left to end.
    }
}
