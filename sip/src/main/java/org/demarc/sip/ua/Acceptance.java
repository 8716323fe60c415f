package org.demarc.sip.ua;

import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;

/// A 2xx to an INVITE that waits for its ACK and is repeated until then, on every transport (RFC 3261 section
/// 13.3.1.4, catalogue TRN-013).
final class Acceptance implements Expiry {
    private static final int REPEAT = 0;
    private static final int GIVE_UP = 1;

    private final Session session;
    private final Response response;
    private final Flow flow;
    private final TimerConfig config;
    private long resendAfter;
    private Timeout repeat;
    private final Timeout giveUp;

    Acceptance(Session session, Response response, Flow flow) {
        this.session = session;
        this.response = response;
        this.flow = flow;
        Timers timers = session.agent().timers();
        config = session.agent().transactions().config();
        resendAfter = config.t1();
        repeat = timers.after(resendAfter, this, REPEAT);
        giveUp = timers.after(config.longWait(), this, GIVE_UP);
    }

    /// The CSeq number of the INVITE, which its ACK has too.
    long sequence() {
        return response.cseq();
    }

    /// True when the 2xx carried a body: after an INVITE without one that was an offer.
    boolean hadBody() {
        return response.hasBody();
    }

    void stop() {
        repeat.cancel();
        giveUp.cancel();
    }

    @Override
    public void expired(int timer) {
        if (timer == REPEAT) {
            session.agent().sender().send(response, flow, null);
            resendAfter = Math.min(2 * resendAfter, config.t2());
            repeat = session.agent().timers().after(resendAfter, this, REPEAT);
        } else {
            stop();
            session.notAcknowledged(this);
        }
    }
}
