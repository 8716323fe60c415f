package org.demarc.sip.ua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.SuccessUser;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// What is left of an INVITE after its first 2xx, for 64*T1: the same 2xx again gets its ACK again; a 2xx of another
/// fork is acknowledged and ended (RFC 3261 section 13.2.2.4, catalogue CAL-009). Kept small: thousands of them wait.
final class AfterAnswer implements SuccessUser {
    private static final int MOST_LATE = 12;

    /// Of a leg that has one: whose it is, and the credentials of its INVITE.
    private record Account(Affiliation affiliation, Extra credentials) {}

    private final UserAgent agent;
    private final Acknowledgements winner;
    private final String localTag;
    private final boolean withoutOffer;
    private final @Nullable Account account;
    private List<Acknowledgements> late = List.of();

    AfterAnswer(UserAgent agent, Session winner, String localTag, boolean withoutOffer) {
        this.agent = agent;
        this.winner = winner.acknowledgements();
        this.localTag = localTag;
        this.withoutOffer = withoutOffer;
        Affiliation affiliation = winner.affiliation();
        this.account = affiliation == null ? null : new Account(affiliation, winner.credentials());
    }

    @Override
    public void success(Response response, Flow flow) {
        if (!response.fromTag().equals(localTag)) return;
        if (response.toTag().equals(winner.remoteTag())) {
            winner.again(response, flow);
            return;
        }
        for (Acknowledgements a : late) {
            if (a.remoteTag().equals(response.toTag())) {
                a.again(response, flow);
                return;
            }
        }
        Dialog dialog = Dialog.asking(response, flow);
        if (dialog == null || late.size() >= MOST_LATE) return;
        dialog.choice(winner.choice());
        var session = new Session(agent, dialog, true, Gone.INSTANCE);
        if (withoutOffer) session.withoutOffer(response.cseq());
        if (account != null) {
            session.affiliation(account.affiliation());
            session.credentials(account.credentials());
        }
        session.confirm();
        if (late.isEmpty()) late = new ArrayList<>(1);
        late.add(session.acknowledgements());
        session.acknowledge(response, null);
        session.bye(Extra.NONE);
    }
}
