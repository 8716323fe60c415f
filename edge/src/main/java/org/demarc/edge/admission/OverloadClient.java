package org.demarc.edge.admission;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.OverloadFeedback;
import org.demarc.sip.message.OverloadFeedback.Algorithm;
import org.demarc.sip.message.Response;

/// Our side as the client of one server, which is one address and port: holds back what the server asked to hold back
/// by RFC 7339 §5.4 to §5.10, with `loss` (§7) or `rate` (RFC 7415), and leaves a server alone that does not answer
/// (§5.9, catalogue OVL-003, OVL-005, OVL-010, OVL-011). Shared by all lanes, without a lock.
///
/// Calls for help and what belongs to admitted calls always pass; the ordinary requests are held back for them, too, as
/// long as there are any.
public final class OverloadClient {
    /// A longer validity counts as this one: a server that asked for silence cannot take it back.
    static final long MOST_VALIDITY = 300_000;

    /// Nothing that was answered so long ago can still be on its way: 64*T1.
    private static final long MOST_LATE = 32_000;
    /// A number that is lower by so much (32 s where it is a time) is no late one, but a new count: §4.4.
    private static final long NEW_COUNT = OverloadFeedback.sequenceAt(MOST_LATE);

    private static final long MIX_MILLIS = 5_000;
    private static final int FEW = 20;
    private static final int FAILURES = 3;
    private static final int MOST_DOUBLINGS = 5;
    private static final long FIRST_PAUSE = 1_000;
    private static final long SECOND = 1_000_000;

    /// @param until monotonic milliseconds
    private record Control(int value, Algorithm algorithm, long sequence, long heardAt, long until) {
        static final Control NONE =
                new Control(0, Algorithm.LOSS, OverloadFeedback.UNNUMBERED, Long.MIN_VALUE, Long.MIN_VALUE);
    }

    private final AtomicReference<Control> control = new AtomicReference<>(Control.NONE);
    private final AtomicLong ordinary = new AtomicLong();
    private final AtomicLong others = new AtomicLong();
    private final AtomicLong mixSince = new AtomicLong(Long.MIN_VALUE);
    /// When the bucket of `rate` is empty, in microseconds: RFC 7415 §3.5.1 as a virtual schedule.
    private final AtomicLong emptyAt = new AtomicLong(Long.MIN_VALUE);

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong nextProbe = new AtomicLong(Long.MIN_VALUE);
    /// Percent of the requests that are ordinary; §7.2 begins with 80.
    private volatile int share = 80;

    /// Nothing is asked for yet.
    public OverloadClient() {}

    /// A response came from the server, for a request of ours: it lives, and says how it is.
    public void answered(Response response, long now, RandomGenerator random) {
        if (failures.get() != 0) failures.set(0);
        switch (OverloadFeedback.of(response.topVia())) {
            case Field.Present<OverloadFeedback>(OverloadFeedback said) -> heard(said, now, random);
            case Field.Absent<OverloadFeedback> _, Field.Malformed<OverloadFeedback> _ -> {}
        }
    }

    void heard(OverloadFeedback said, long now, RandomGenerator random) {
        while (true) {
            Control before = control.get();
            if (isOld(said, before, now)) return;
            long validity = Math.min(MOST_VALIDITY, said.validityMillis());
            long sequence = said.sequence() == OverloadFeedback.UNNUMBERED ? before.sequence() : said.sequence();
            Control next = new Control(said.value(), said.algorithm(), sequence, now, now + validity);
            if (!control.compareAndSet(before, next)) continue;
            boolean begins = now >= before.until() || before.algorithm() != Algorithm.RATE;
            if (said.algorithm() == Algorithm.RATE && begins) begin(said.value(), now, random);
            return;
        }
    }

    private static boolean isOld(OverloadFeedback said, Control before, long now) {
        if (said.sequence() == OverloadFeedback.UNNUMBERED || before.sequence() == OverloadFeedback.UNNUMBERED) {
            return false;
        }
        if (said.sequence() > before.sequence()) return false;
        if (said.sequence() == before.sequence()) return true;
        boolean late = before.sequence() - said.sequence() < NEW_COUNT;
        return late && now - before.heardAt() < MOST_LATE;
    }

    /// RFC 7415 §3.5.3: many clients that are told the same at once should not send at once.
    private void begin(int perSecond, long now, RandomGenerator random) {
        if (perSecond == 0) return;
        long interval = SECOND / perSecond;
        emptyAt.set(now * 1_000 + (interval > 1 ? random.nextLong(interval) - interval / 2 : 0));
    }

    /// No answer at all, or the transport failed.
    public void failed(long now) {
        int inRow = failures.incrementAndGet();
        if (inRow >= FAILURES) nextProbe.set(now + pause(inRow));
    }

    private static long pause(int inRow) {
        return FIRST_PAUSE << Math.min(MOST_DOUBLINGS, inRow - FAILURES);
    }

    /// True while it is left alone because it does not answer.
    public boolean silent() {
        return failures.get() >= FAILURES;
    }

    /// Whether a request may go to the server now. One that may not goes to another server or is refused with 503
    /// without Retry-After (§5.10). To be asked once for each request: what passes is counted.
    public boolean permits(Urgency urgency, long now, RandomGenerator random) {
        count(urgency, now);
        Control c = control.get();
        boolean controlled = now < c.until();
        if (urgency != Urgency.ORDINARY) {
            if (controlled && c.algorithm() == Algorithm.RATE && c.value() > 0) charge(c.value(), now);
            return true;
        }
        if (silent() && !probes(now)) return false;
        if (!controlled) return true;
        return switch (c.algorithm()) {
            case LOSS -> !drops(c.value(), random);
            case RATE -> fits(c.value(), now);
        };
    }

    /// One request goes to a silent server now and then, the later the longer it is silent.
    private boolean probes(long now) {
        long due = nextProbe.get();
        return now >= due && nextProbe.compareAndSet(due, now + pause(failures.get()));
    }

    /// §7.2: the whole reduction is made among the ordinary requests.
    private boolean drops(int loss, RandomGenerator random) {
        return loss > 0 && random.nextInt(share) < loss;
    }

    /// RFC 7415 §3.5.2 with TAU1 = 5 T.
    private boolean fits(int perSecond, long now) {
        if (perSecond == 0) return false;
        long interval = SECOND / perSecond;
        long at = now * 1_000;
        while (true) {
            long seen = emptyAt.get();
            if (seen - at > 5 * interval) return false;
            if (emptyAt.compareAndSet(seen, Math.max(seen, at) + interval)) return true;
        }
    }

    /// What passes anyhow is paid for by the ordinary requests, up to TAU2 = 10 T.
    private void charge(int perSecond, long now) {
        long interval = SECOND / perSecond;
        long at = now * 1_000;
        emptyAt.accumulateAndGet(at, (seen, t) -> Math.min(Math.max(seen, t) + interval, t + 10 * interval));
    }

    private void count(Urgency urgency, long now) {
        (urgency == Urgency.ORDINARY ? ordinary : others).incrementAndGet();
        long since = mixSince.get();
        if (since == Long.MIN_VALUE) {
            mixSince.compareAndSet(since, now);
            return;
        }
        if (now - since < MIX_MILLIS || !mixSince.compareAndSet(since, now)) return;
        long first = ordinary.getAndSet(0);
        long second = others.getAndSet(0);
        if (first + second >= FEW) share = Math.clamp(100 * first / (first + second), 1, 100);
    }

    /// What it is asked for now, for people: `loss 20`, `rate 10`, or "" when nothing.
    public String asked(long now) {
        Control c = control.get();
        if (now >= c.until()) return "";
        return (c.algorithm() == Algorithm.LOSS ? "loss " : "rate ") + c.value();
    }
}
