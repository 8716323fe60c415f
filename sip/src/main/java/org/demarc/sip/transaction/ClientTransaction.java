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
    ClientUser user;
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

    /// The request as it was sent. Not once a 2xx to an INVITE came: the transaction lets go of it then.
    public Request request() {
        if (request == null) throw new IllegalStateException("the request of an accepted INVITE was asked for");
        return request;
    }

    final void letGo() {
        request = null;
    }

    /// The flow it was sent on.
    public Flow flow() {
        return flow;
    }

    /// True once the transaction has ended.
    public boolean terminated() {
        return over;
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
