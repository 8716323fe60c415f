package org.demarc.edge.registration;

import java.net.InetSocketAddress;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.KeepAlives;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.demarc.sip.transport.Tokens;
import org.jspecify.annotations.Nullable;

/// Keep-alives in their time, and what their answers say: RFC 5626 sections 4.4.1 and 4.4.2.
public final class Heartbeats implements FlowKeeper {
    private static final int NEXT = 0;
    private static final int AGAIN = 1;
    private static final int GIVE_UP = 2;

    /// "If it does not receive a "pong" within 10 seconds after sending a "ping" [...] then the client MUST treat the
    /// flow
    /// as failed."
    private static final long PONG_WITHIN = 10_000;

    /// RFC 8489 section 6.2.1: requests at 0, 500, 1500, ..., 31 500 ms, the end at 39 500 ms.
    private static final long STUN_WITHIN = 39_500;

    private static final long FIRST_AGAIN = 500;
    private static final int MOST_REQUESTS = 7;

    private final KeepAlives flows;
    private final Timers timers;
    private final Tokens tokens;

    public Heartbeats(KeepAlives flows, Timers timers, Tokens tokens) {
        this.flows = flows;
        this.timers = timers;
        this.tokens = tokens;
    }

    @Override
    public Kept keep(Flow flow, Pulse pulse, Watch watch) {
        return new Heart(flow, pulse, watch);
    }

    @Override
    public void abandon(Flow flow) {
        flows.close(flow, "the registration's flow failed");
    }

    private final class Heart implements Kept, Expiry {
        private final Flow flow;
        private final Pulse pulse;
        private final Watch watch;
        private @Nullable Timeout timer;
        private @Nullable Timeout patience;
        private @Nullable InetSocketAddress seen;
        private boolean answered;
        private boolean over;
        private int beat;
        private int requests;

        Heart(Flow flow, Pulse pulse, Watch watch) {
            this.flow = flow;
            this.pulse = pulse;
            this.watch = watch;
            later(pulse.least() + tokens.number() % (pulse.most() - pulse.least() + 1), NEXT);
        }

        private void later(long millis, int what) {
            timer = timers.after(millis, this, what);
        }

        @Override
        public void expired(int what) {
            if (over) return;
            switch (what) {
                case NEXT -> {
                    beat++;
                    requests = 0;
                    if (pulse.kind() != Kind.CRLF_UNANSWERED) {
                        patience = timers.after(pulse.kind() == Kind.STUN ? STUN_WITHIN : PONG_WITHIN, this, GIVE_UP);
                    }
                    ask();
                }
                case AGAIN -> ask();
                default -> fail("no answer to a keep-alive");
            }
        }

        private void ask() {
            int mine = beat;
            flows.ask(flow, address -> {
                if (!over && mine == beat && patience != null) pong(address);
            });
            if (pulse.kind() == Kind.CRLF_UNANSWERED) next();
            else if (pulse.kind() == Kind.STUN && ++requests < MOST_REQUESTS) {
                later(FIRST_AGAIN << (requests - 1), AGAIN);
            }
        }

        private void pong(@Nullable InetSocketAddress address) {
            stopTimers();
            InetSocketAddress before = seen;
            if (address != null && before != null && !address.equals(before)) {
                fail("our address changed behind a NAT");
                return;
            }
            if (address != null) seen = address;
            next();
            if (answered) return;
            answered = true;
            watch.answered();
        }

        private void next() {
            later(pulse.least() + tokens.number() % (pulse.most() - pulse.least() + 1), NEXT);
        }

        private void fail(String why) {
            stop();
            watch.failed(why);
        }

        private void stopTimers() {
            if (timer != null) timer.cancel();
            if (patience != null) patience.cancel();
            timer = null;
            patience = null;
        }

        @Override
        public void stop() {
            over = true;
            stopTimers();
        }
    }
}
