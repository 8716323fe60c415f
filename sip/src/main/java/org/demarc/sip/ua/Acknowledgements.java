package org.demarc.sip.ua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.SuccessUser;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// The ACKs that a session sent to 2xx responses, for when one of these comes again (RFC 3261 section 13.2.2.4). The
/// ACK to the first may be lost and a re-INVITE be acknowledged before that shows, so several are kept. They outlive
/// the session by 64*T1 and know nothing of it: thousands of them wait.
///
/// The ACK without a body to the 2xx that opened the session is not kept: all of it but its branch follows from that
/// 2xx, and it is made again when that comes again.
final class Acknowledgements implements SuccessUser {
    private static final int MOST = 4;

    private record Sent(Request ack, Flow flow) {}

    private final UserAgent agent;
    private final String remoteTag;
    private final @Nullable FlowChoice choice;
    private long opening = -1;
    private @Nullable List<Sent> kept;

    Acknowledgements(UserAgent agent, String remoteTag, @Nullable FlowChoice choice) {
        this.agent = agent;
        this.remoteTag = remoteTag;
        this.choice = choice;
    }

    /// The tag of the peer that they are for.
    String remoteTag() {
        return remoteTag;
    }

    /// What chooses the flow of the session's requests.
    @Nullable
    FlowChoice choice() {
        return choice;
    }

    /// Sends the ACK to the 2xx that opened the session.
    ///
    /// @param special there is more to it than the 2xx tells
    void sendOpening(Request ack, Flow flow, boolean special) {
        if (special || ack.hasBody()) keep(ack, flow);
        else opening = ack.cseq();
        agent.sender().send(ack, flow, null);
    }

    /// Sends the ACK to the 2xx of a re-INVITE.
    void send(Request ack, Flow flow) {
        keep(ack, flow);
        agent.sender().send(ack, flow, null);
    }

    private void keep(Request ack, Flow flow) {
        var all = kept;
        if (all == null) {
            all = new ArrayList<>(1);
            kept = all;
        }
        if (all.size() == MOST) all.removeFirst();
        all.add(new Sent(ack.kept(), flow));
    }

    /// This 2xx came again, so its ACK was lost.
    ///
    /// @param flow the flow that the INVITE was sent on
    void again(Response success, Flow flow) {
        if (success.cseq() == opening) {
            Dialog dialog = Dialog.asking(success, flow);
            if (dialog == null) return;
            dialog.choice(choice);
            Flow way = agent.outbound().next(dialog);
            Request ack = dialog.request(Method.ACK, agent.outbound().via(way), opening)
                    .build();
            agent.sender().send(ack, way, null);
        } else if (kept != null) {
            for (Sent s : kept) {
                if (s.ack().cseq() == success.cseq()) agent.sender().send(s.ack(), s.flow(), null);
            }
        }
    }

    @Override
    public void success(Response response, Flow flow) {
        again(response, flow);
    }
}
