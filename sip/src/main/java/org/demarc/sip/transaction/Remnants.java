package org.demarc.sip.transaction;

import org.demarc.sip.message.Method;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// What is left of transactions that have had their last word and now only deal with repetitions, for
/// 64*T1: timer J of RFC 3261 section 17.2.2, timers L and M of RFC 6026 section 7. Far more of them wait
/// at any time than transactions are at work, so each is one small object; all wait equally long, so they
/// end in the order in which they came and share one timer.
///
/// A remnant is found by 64 bits of a hash, not by the key itself: a new request is taken for the
/// repetition of another one once in some 10^14 requests while 200,000 remnants wait. The hash has a
/// secret, so that nobody outside can look for such pairs.
final class Remnants implements Expiry {
    private static final int LEAST = 256;

    /// One of them.
    static final class Remnant {
        private final long hash;
        private final long until;
        private final @Nullable Object left;
        private @Nullable Remnant newer;
        private @Nullable Remnant chained;

        private Remnant(long hash, long until, @Nullable Object left, @Nullable Remnant chained) {
            this.hash = hash;
            this.until = until;
            this.left = left;
            this.chained = chained;
        }

        /// What deals with a repetition; null where it is just absorbed.
        @Nullable
        Object left() {
            return left;
        }
    }

    private final Timers timers;
    private final long life;
    private final long secret;
    private @Nullable Remnant[] table = new Remnant[LEAST];
    private @Nullable Remnant oldest;
    private @Nullable Remnant newest;
    private @Nullable Timeout timeout;
    private int size;

    /// @param life how long each waits, milliseconds
    /// @param secret random
    Remnants(Timers timers, long life, long secret) {
        this.timers = timers;
        this.life = life;
        // A multiplier: odd, and with many bits whatever the secret is.
        this.secret = (secret ^ 0xD1B54A32D192ED03L) * 0x9E3779B97F4A7C15L | 1;
    }

    int size() {
        return size;
    }

    /// The hash of a server transaction's key.
    long hash(TransactionKey key) {
        return hash(
                hash(hash(secret, key.branch()), key.host()) + key.port(),
                key.method().name());
    }

    /// The hash of a client transaction's key.
    long hash(String branch, Method method) {
        return hash(hash(~secret, branch), method.name());
    }

    /// The hash of a call attempt.
    long hash(CallAttempt attempt) {
        return hash(hash(secret, attempt.callId()) + attempt.sequence(), attempt.fromTag());
    }

    private long hash(long from, String text) {
        long h = from ^ text.length();
        for (int i = 0; i < text.length(); i++) h = Long.rotateLeft((h ^ text.charAt(i)) * secret, 29);
        h = (h ^ (h >>> 32)) * 0x9E3779B97F4A7C15L;
        return h ^ (h >>> 29);
    }

    /// Begins to wait.
    ///
    /// @param left what deals with a repetition
    void add(long hash, @Nullable Object left) {
        if (size == table.length) resize(2 * table.length);
        int at = (int) hash & (table.length - 1);
        var remnant = new Remnant(hash, timers.now() + life, left, table[at]);
        table[at] = remnant;
        if (newest != null) newest.newer = remnant;
        else oldest = remnant;
        newest = remnant;
        size++;
        if (timeout == null) timeout = timers.after(life, this, 0);
    }

    /// The one of that hash; null when there is none.
    @Nullable
    Remnant find(long hash) {
        for (var r = table[(int) hash & (table.length - 1)]; r != null; r = r.chained) {
            if (r.hash == hash) return r;
        }
        return null;
    }

    @Override
    public void expired(int what) {
        long now = timers.now();
        var next = oldest;
        while (next != null && next.until <= now) {
            remove(next);
            next = next.newer;
        }
        oldest = next;
        if (next == null) newest = null;
        timeout = next == null ? null : timers.after(next.until - now, this, 0);
        if (size < table.length / 8 && table.length > LEAST) resize(table.length / 2);
    }

    private void remove(Remnant remnant) {
        int at = (int) remnant.hash & (table.length - 1);
        Remnant before = null;
        for (var r = table[at]; r != remnant; r = r.chained) {
            if (r == null) return;
            before = r;
        }
        if (before == null) table[at] = remnant.chained;
        else before.chained = remnant.chained;
        size--;
    }

    private void resize(int length) {
        table = new Remnant[length];
        for (var r = oldest; r != null; r = r.newer) {
            int at = (int) r.hash & (length - 1);
            r.chained = table[at];
            table[at] = r;
        }
    }
}
