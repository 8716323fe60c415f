package org.demarc.edge.registration;

import org.demarc.edge.registration.Locator.Target;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transport.Flow;

/// One REGISTER on its way.
final class Ask implements ClientUser {
    final Flow on;
    final Target to;
    final RegisterForm form;

    /// On the flow of the binding that stands.
    final boolean reused;

    /// To take the binding away.
    final boolean removal;

    private final Registration asker;

    Ask(Registration asker, Flow on, Target to, RegisterForm form, boolean reused, boolean removal) {
        this.asker = asker;
        this.on = on;
        this.to = to;
        this.form = form;
        this.reused = reused;
        this.removal = removal;
    }

    /// The same, with credentials.
    Ask again() {
        return new Ask(asker, on, to, form, reused, removal);
    }

    @Override
    public void response(ClientTransaction transaction, Response response) {
        if (!response.isProvisional()) asker.answered(this, transaction.request(), response);
    }

    @Override
    public void failed(ClientTransaction transaction, Failure failure) {
        asker.unanswered(this, failure);
    }
}
