package org.demarc.edge.b2bua;

import org.demarc.edge.config.EdgeConfig.Timing;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// Watches an answered call until its end: a call without media in either direction, or one that is quiet by agreement
/// and whose peers answer no more, is over; a direction that carries nothing is told of.
final class CallWatch implements Expiry {
    private static final long EVERY = 30_000;
    private static final long FIRST = 10_000;
    /// A side that speaks is heard after so long; one that was heard before may be silent for a while.
    private static final long NEVER_HEARD = 10_000;
    private static final long NOT_HEARD_AGAIN = 60_000;
    private static final long NEVER_HEARD_AT_END = 3_000;

    private final Call call;
    private final Surroundings around;
    private final Conversation talk;
    private final MediaBridge bridge;
    private final Timing timing;
    private @Nullable Timeout next;
    private long audibleSince;
    private long probedAt;
    private boolean callerUnheard;
    private boolean calleeUnheard;

    CallWatch(Call call, Surroundings around, Conversation talk, MediaBridge bridge, Timing timing) {
        this.call = call;
        this.around = around;
        this.talk = talk;
        this.bridge = bridge;
        this.timing = timing;
        audibleSince = around.agent().timers().now();
        probedAt = audibleSince;
        next = around.agent().timers().after(Math.min(FIRST, every()), this, 0);
    }

    /// Often enough that a side which is taken off hold has time to speak before it counts as silent.
    private long every() {
        long limit = timing.mediaSilence();
        return limit == 0 ? EVERY : Math.min(EVERY, Math.max(1, limit / 2));
    }

    @Override
    public void expired(int what) {
        long now = around.agent().timers().now();
        boolean quiet = bridge.quietByAgreement();
        if (quiet) audibleSince = now;
        else noteOneWay(now, NEVER_HEARD);
        next = around.agent().timers().after(every(), this, 0);
        if (!quiet && timing.mediaSilence() > 0) {
            if (Math.min(bridge.sinceHeard(), now - audibleSince) >= timing.mediaSilence()) {
                call.hangup("no media in either direction", "timing.media-silence");
            }
        } else if (timing.dialogProbe() > 0 && now - probedAt >= timing.dialogProbe()) {
            probedAt = now;
            talk.probe();
        }
    }

    /// The call is over.
    ///
    /// @return whom nothing was heard of while the other side spoke: `caller`, `called`, `both`; empty: nobody
    String end() {
        if (next != null) next.cancel();
        next = null;
        if (!bridge.quietByAgreement()) noteOneWay(around.agent().timers().now(), NEVER_HEARD_AT_END);
        if (callerUnheard && calleeUnheard) return "both";
        return callerUnheard ? "caller" : calleeUnheard ? "called" : "";
    }

    /// Tells of a direction that carries nothing while the other does, once for each.
    private void noteOneWay(long now, long never) {
        long talking = now - audibleSince;
        if (!callerUnheard && bridge.unheard(Side.CALLER, never, NOT_HEARD_AGAIN, talking)) {
            callerUnheard = true;
            tell("the caller");
        }
        if (!calleeUnheard && bridge.unheard(Side.CALLEE, never, NOT_HEARD_AGAIN, talking)) {
            calleeUnheard = true;
            tell("the called side");
        }
    }

    private void tell(String side) {
        around.calls().oneWay();
        call.note("one-way stream: no RTP comes from " + side, "RFC 3264 section 5.1");
    }

    /// Whether nothing was heard of this side while the other spoke.
    boolean unheard(Side side) {
        return side == Side.CALLER ? callerUnheard : calleeUnheard;
    }
}
