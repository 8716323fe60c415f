package org.demarc.edge.admission;

import java.net.InetAddress;
import java.util.function.Predicate;
import org.demarc.edge.registrar.Reflection;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// What strangers cost us: how often one is answered, how many octets it gets, and when it is shut out (catalogue
/// SEC-018; RFC 3261 §26.1.5). One for each lane; the bans are shared by all.
///
/// - A stranger's datagram is cheap: one place of a bounded table is touched, nothing is allocated.
/// - An unproven source, whose address anybody may have written, never gets more octets than it sent, and never a ban:
///   otherwise it could be used against a third party.
/// - Only a source whose address is proven and that misbehaves again and again is shut out, and never one that the
///   configuration names or that holds a registration.
public final class SourceGuard {
    /// What shows that the address is the sender's own.
    public enum Proof {
        /// A datagram: nothing.
        NONE,
        /// A handshake of TCP or TLS came to its end.
        CONNECTION,
        /// It answered a challenge with the nonce that was sent to that address.
        CHALLENGE
    }

    /// What the flow alone shows.
    public static Proof proof(Flow flow) {
        return flow.transport() == Transport.UDP ? Proof.NONE : Proof.CONNECTION;
    }

    /// What a source can do wrong.
    public enum Misdeed {
        FAILED_AUTHENTICATION("failed authentication"),
        MALFORMED("malformed messages");

        private final String words;

        Misdeed(String words) {
            this.words = words;
        }

        /// What to call it.
        public String words() {
            return words;
        }
    }

    /// What is too much.
    ///
    /// @param sources the most that are remembered; a power of two
    /// @param answersPerSecond how often an unproven source is answered; a burst is one second's worth
    /// @param failures failed authentications within `window` that shut a source out
    /// @param malformed malformed messages within `window` that do
    /// @param window milliseconds
    /// @param banMillis how long a ban lasts
    public record Settings(
            int sources, int answersPerSecond, int failures, int malformed, long window, long banMillis) {
        public static final Settings DEFAULT = new Settings(4_096, 20, 20, 100, 600_000, 600_000);

        public Settings {
            if (Integer.bitCount(sources) != 1 || sources < 16) {
                throw new IllegalArgumentException("sources: a power of two expected, not " + sources);
            }
            if (answersPerSecond < 1 || failures < 1 || malformed < 1 || window < 1 || banMillis < 1) {
                throw new IllegalArgumentException("positive numbers expected");
            }
            if (Math.max(failures, malformed) > Short.MAX_VALUE) throw new IllegalArgumentException("too many");
        }
    }

    private static final long SECOND = 1_000_000;
    private static final int MOST_CREDIT = 65_536;
    /// So many times as often is an address heard that somebody proved to live at: many PBXs may be behind it.
    private static final int MORE_OF_PROVEN = 50;

    private final Settings settings;
    private final Bans bans;
    private final Predicate<InetAddress> known;
    private final long seed;
    private @Nullable SourceTable table;

    /// Knows no stranger yet.
    ///
    /// @param known true for the addresses of configured peers and sources and of registered flows
    /// @param seed random, so that nobody can aim at one place of the table
    public SourceGuard(Settings settings, Bans bans, Predicate<InetAddress> known, long seed) {
        this.settings = settings;
        this.bans = bans;
        this.known = known;
        this.seed = seed;
    }

    /// The table is made for the first stranger: a node that has none starts without it.
    private SourceTable table() {
        SourceTable made = table;
        if (made == null) table = made = new SourceTable(settings.sources(), seed, settings.window());
        return made;
    }

    /// A request of a stranger came, as it stands with what was noted in its Via. Its octets are what may be answered
    /// where nothing proves its source.
    ///
    /// @return false when it is best forgotten at once: its source asks too often, or is shut out
    public boolean mayAsk(Request request, Flow flow, long now) {
        InetAddress source = flow.remote().getAddress();
        return !bans.banned(source, now) && heard(source, Reflection.received(request), now);
    }

    /// Whether an answer may go to a stranger: over UDP it gets, over all its requests, no octet more than it sent. To
    /// be asked once for each sending: who answers an INVITE must not repeat the answer by himself.
    public boolean mayGet(Response answer, Flow flow, long now) {
        return proof(flow) != Proof.NONE || mayAnswer(flow.remote().getAddress(), answer.length(), now);
    }

    /// A request came from an unproven source: its octets are what it may get back.
    ///
    /// @return true when its rate lets it be looked at; otherwise it is best forgotten at once
    public boolean heard(InetAddress source, int octets, long now) {
        SourceTable t = table();
        int at = t.place(SourceKey.of(source), now);
        t.credit[at] = Math.min(MOST_CREDIT, t.credit[at] + octets);
        long micros = now * 1_000;
        int times = now < t.provenUntil[at] ? MORE_OF_PROVEN : 1;
        long cost = SECOND / ((long) settings.answersPerSecond() * times);
        long from = Math.max(t.nextAt[at], micros);
        if (from + cost - micros > SECOND) return false;
        t.nextAt[at] = from + cost;
        return true;
    }

    /// Octets came from a source whose rate has no limit, though its address is not proven: they are what it
    /// may get back.
    public void paid(InetAddress source, int octets, long now) {
        SourceTable t = table();
        int at = t.place(SourceKey.of(source), now);
        t.credit[at] = Math.min(MOST_CREDIT, t.credit[at] + octets);
    }

    /// Whether so many octets may go to an unproven source, and takes them from what it sent: over all its
    /// messages it gets no octet more than it paid for.
    public boolean mayAnswer(InetAddress source, int octets, long now) {
        SourceTable t = table();
        int at = t.place(SourceKey.of(source), now);
        if (octets > t.credit[at]) return false;
        t.credit[at] -= octets;
        return true;
    }

    /// A source did something wrong.
    ///
    /// @return true when it is shut out for it now
    public boolean misbehaved(InetAddress source, Proof proof, Misdeed misdeed, long now, long wallClock) {
        if (proof == Proof.NONE) return false;
        SourceTable t = table();
        int at = t.place(SourceKey.of(source), now);
        if (now - t.since[at] > settings.window()) {
            t.since[at] = now;
            t.failures[at] = 0;
            t.malformed[at] = 0;
        }
        short[] counts = misdeed == Misdeed.MALFORMED ? t.malformed : t.failures;
        int most = misdeed == Misdeed.MALFORMED ? settings.malformed() : settings.failures();
        if (++counts[at] < most) return false;
        counts[at] = 0;
        if (known.test(source)) return false;
        bans.add(source, settings.banMillis(), most + " times " + misdeed.words, now, wallClock);
        return true;
    }

    /// It authenticated: what failed before were mistakes, and others there may want to.
    public void proved(InetAddress source, long now) {
        SourceTable t = table;
        if (t == null) return;
        int at = t.place(SourceKey.of(source), now);
        t.failures[at] = 0;
        t.provenUntil[at] = now + settings.window();
    }

    /// Whether a source that nothing explains failed to authenticate within the window.
    public boolean failed(InetAddress source, long now) {
        SourceTable t = table;
        if (t == null) return false;
        int at = t.place(SourceKey.of(source), now);
        return t.failures[at] > 0 && now - t.since[at] <= settings.window() && !known.test(source);
    }

    /// A source as a number that nobody outside can choose.
    public int place(InetAddress source) {
        return SourceKey.spread(SourceKey.of(source), seed);
    }

    /// Whether nothing is read from it. Asked for strangers only: what is configured is found before.
    public boolean banned(InetAddress source, long now) {
        return bans.banned(source, now);
    }

    /// How long a ban lasts.
    public long banSeconds() {
        return settings.banMillis() / 1_000;
    }

    /// Sources that are remembered.
    public int sources(long now) {
        SourceTable t = table;
        return t == null ? 0 : t.size(now);
    }
}
