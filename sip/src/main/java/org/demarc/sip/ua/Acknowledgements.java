package org.demarc.sip.ua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.SuccessUser;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;

/// The ACKs that a session sent to 2xx responses, for when one of these comes again (RFC 3261 section 13.2.2.4). The
/// ACK to the first may be lost and a re-INVITE be acknowledged before that shows, so several are kept. They outlive
/// the session by 64*T1 and know nothing of it: thousands of them wait.
final class Acknowledgements implements SuccessUser {
    private static final int MOST = 4;

    private record Sent(Request ack, Flow flow) {}

    private final Sender sender;
    private final String remoteTag;
    private final List<Sent> sent = new ArrayList<>(1);

    Acknowledgements(Sender sender, String remoteTag) {
        this.sender = sender;
        this.remoteTag = remoteTag;
    }

    /// The tag of the peer that they are for.
    String remoteTag() {
        return remoteTag;
    }

    void send(Request ack, Flow flow) {
        if (sent.size() == MOST) sent.removeFirst();
        sent.add(new Sent(ack.kept(), flow));
        sender.send(ack, flow, null);
    }

    /// This 2xx came again, so its ACK was lost.
    void again(Response success) {
        for (Sent s : sent) {
            if (s.ack().cseq() == success.cseq()) sender.send(s.ack(), s.flow(), null);
        }
    }

    @Override
    public void success(Response response, Flow flow) {
        again(response);
    }
}
