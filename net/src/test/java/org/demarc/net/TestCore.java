package org.demarc.net;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;

/// Answers each request 200, and keeps what it saw for the test to look at.
class TestCore implements LaneCore {
    record Seen(int lane, SipMessage message, Flow flow) {}

    final int lane;
    final Sender sender;
    final Timers timers;
    final Tokens tokens;
    final BlockingQueue<Seen> seen;
    final BlockingQueue<Flow> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<Flow> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<Decoded.Malformed> malformed = new LinkedBlockingQueue<>();

    TestCore(int lane, Sender sender, Timers timers, Tokens tokens, BlockingQueue<Seen> seen) {
        this.lane = lane;
        this.sender = sender;
        this.timers = timers;
        this.tokens = tokens;
        this.seen = seen;
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        seen.add(new Seen(lane, message, flow));
        if (message instanceof Request request && !request.method().equals(Method.ACK)) {
            sender.send(Response.answering(request, 200, "OK", tokens.tag()).build(), flow, null);
        }
    }

    @Override
    public void malformed(Decoded.Malformed what, Flow flow) {
        malformed.add(what);
        if (what.asFarAsRead() instanceof Request request) {
            sender.send(
                    Response.answering(request, what.status(), "Bad Request", tokens.tag())
                            .build(),
                    flow,
                    null);
        }
    }

    @Override
    public void heard(Flow flow) {
        heard.add(flow);
    }

    @Override
    public void closed(Flow flow) {
        closed.add(flow);
    }
}
