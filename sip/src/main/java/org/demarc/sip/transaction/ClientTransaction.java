package org.demarc.sip.transaction;

import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.SendFailure;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// What the two client transactions have in common (RFC 3261 section 17.1).
public abstract sealed class ClientTransaction implements Expiry, SendFailure
        permits InviteClientTransaction, NonInviteClientTransaction {
    final Transactions layer;
    final String key;
    final Flow flow;
    final Method method;
    private @Nullable Request request;
    private @Nullable ClientUser user;
    private boolean over;

    ClientTransaction(Transactions layer, String key, Request request, Flow flow, ClientUser user) {
        this.layer = layer;
        this.key = key;
        this.request = request;
        this.method = request.method();
        this.flow = flow;
        this.user = user;
    }

    abstract void start();

    abstract void received(Response response);

    /// The request as it was sent. Not after the final response: the transaction lets go of it when its user has heard.
    public Request request() {
        if (request == null) throw new IllegalStateException("the request of an answered transaction was asked for");
        return request;
    }

    /// False for a response that has our branch (RFC 3261 section 17.1.3) and yet is of another method, call or sender:
    /// somebody garbled it, and what it says is worth nothing.
    final boolean isAnsweredBy(Response response) {
        return method.equals(response.cseqMethod())
                && response.isSentBy(flow.sentBy(), flow.transport().defaultPort())
                && (request == null
                        || (response.callId().equals(request.callId())
                                && response.fromTag().equals(request.fromTag())));
    }

    /// Tells the user of a response.
    final void tell(Response response) {
        if (user != null) user.response(this, response);
    }

    /// Tells the user that this is the end, and lets go of everything.
    final void tell(Failure failure) {
        ClientUser told = user;
        user = null;
        if (told != null) told.failed(this, failure);
        request = null;
    }

    /// Nothing is left to tell, so the user is free.
    final void silence() {
        user = null;
        request = null;
    }

    /// The flow it was sent on.
    public Flow flow() {
        return flow;
    }

    /// Hands what still comes to another user: one that ended leaves no reference behind.
    public void user(ClientUser next) {
        user = next;
    }

    final void terminate() {
        if (over) return;
        over = true;
        layer.forget(this);
    }

    static void stop(@Nullable Timeout timer) {
        if (timer != null) timer.cancel();
    }
}
