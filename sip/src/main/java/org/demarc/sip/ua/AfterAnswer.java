package org.demarc.sip.ua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.SuccessUser;
import org.demarc.sip.transport.Flow;

/// What is left of an INVITE after its first 2xx, for 64*T1: the same 2xx again gets its ACK again; a 2xx of another
/// fork is acknowledged and ended (RFC 3261 section 13.2.2.4, catalogue CAL-009). Kept small: thousands of them wait.
final class AfterAnswer implements SuccessUser {
    private static final int MOST_LATE = 12;

    private final UserAgent agent;
    private final Acknowledgements winner;
    private final String localTag;
    private final boolean withoutOffer;
    private List<Acknowledgements> late = List.of();

    AfterAnswer(UserAgent agent, Session winner, String localTag, boolean withoutOffer) {
        this.agent = agent;
        this.winner = winner.acknowledgements();
        this.localTag = localTag;
        this.withoutOffer = withoutOffer;
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
        var session = new Session(agent, dialog, true, Gone.INSTANCE);
        if (withoutOffer) session.withoutOffer(response.cseq());
        session.confirm();
        if (late.isEmpty()) late = new ArrayList<>(1);
        late.add(session.acknowledgements());
        session.acknowledge(response, null);
        session.bye(Extra.NONE);
    }
}
