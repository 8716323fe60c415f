package org.demarc.edge.admission;

import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.demarc.sip.message.OverloadFeedback;
import org.demarc.sip.message.OverloadFeedback.Algorithm;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.Via;

/// Our side as the server of RFC 7339: says in each response to a client that announced it how much it should hold
/// back, and refuses from the others what these hold back themselves (catalogue OVL-001, OVL-003, OVL-010). Shared by
/// all lanes, without a lock.
public final class OverloadServer {
    /// How it speaks.
    ///
    /// @param validityMillis how long a value holds: some responses must come within it, or the load returns
    public record Settings(long validityMillis) {
        public static final Settings DEFAULT = new Settings(1_000);

        public Settings {
            if (validityMillis < 1) throw new IllegalArgumentException("validity: " + validityMillis);
        }
    }

    /// A client that announced to hold back and does not: beyond it, its requests are refused like those of others
    /// (RFC 7339 §11).
    private static final long NOT_OBEYED = 3 * LoadEstimator.MET;

    private record Said(OverloadFeedback feedback, long at) {}

    private final LoadEstimator load;
    private final Settings settings;
    private final AtomicReference<Said> said;

    /// Begins without anything to hold back.
    ///
    /// @param now monotonic milliseconds
    /// @param wallClock milliseconds since 1970
    public OverloadServer(LoadEstimator load, Settings settings, long now, long wallClock) {
        this.load = load;
        this.settings = settings;
        this.said = new AtomicReference<>(new Said(calm(OverloadFeedback.sequenceAt(wallClock)), now));
    }

    private static OverloadFeedback calm(long sequence) {
        return new OverloadFeedback(0, Algorithm.LOSS, 0, sequence);
    }

    /// What a client is told now. While there is something to hold back it is numbered anew again and again, even where
    /// it is the same: a client restarts the validity for a higher number only (§5.4).
    public OverloadFeedback feedback(long now, long wallClock) {
        int loss = load.loss(now);
        Said before = said.get();
        OverloadFeedback last = before.feedback();
        boolean same = last.value() == loss;
        if (same && (loss == 0 || now - before.at() < settings.validityMillis() / 4)) return last;
        long sequence = Math.max(last.sequence() + 1, OverloadFeedback.sequenceAt(wallClock));
        OverloadFeedback next = loss == 0
                ? calm(sequence)
                : new OverloadFeedback(loss, Algorithm.LOSS, settings.validityMillis(), sequence);
        return said.compareAndSet(before, new Said(next, now))
                ? next
                : said.get().feedback();
    }

    /// The response with what its client is told; the same one when the client did not announce to listen.
    public Response amend(Response response, long now, long wallClock) {
        Via top = response.topVia();
        if (!OverloadFeedback.announced(top)) return response;
        return response.withTopVia(feedback(now, wallClock).in(top));
    }

    /// Whether a request is to be refused with 503, without Retry-After (§5.10.2), before any work is done for it.
    /// Never
    /// what belongs to a call that was admitted, never a call for help.
    ///
    /// @param top the topmost Via of the request
    public boolean refuses(Via top, Urgency urgency, long now, RandomGenerator random) {
        if (urgency != Urgency.ORDINARY) return false;
        int loss = load.loss(now);
        if (loss == 0) return false;
        if (OverloadFeedback.announced(top) && load.pressure(now) < NOT_OBEYED) return false;
        return random.nextInt(100) < loss;
    }
}
