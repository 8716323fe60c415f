package org.demarc.sip.ua;

import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.jspecify.annotations.Nullable;

/// A request of a dialog once more, with credentials (RFC 3261 section 22.2).
final class Authorized {
    private Authorized() {}

    /// The request in place of one that was challenged, with the next number of the dialog: others may have been sent
    /// since.
    ///
    /// @return null when the response stands
    static @Nullable Request next(
            Affiliation.Challenges challenges,
            UserAgent agent,
            Dialog dialog,
            ClientTransaction transaction,
            Response response) {
        if (response.status() != 401 && response.status() != 407) {
            challenges.accepted();
            return null;
        }
        long sequence = dialog.localSequence() + 1;
        String via = agent.outbound().via(transaction.flow());
        Request next = challenges.answered(transaction.request(), response, via, sequence);
        if (next != null) dialog.sent(sequence);
        return next;
    }
}
