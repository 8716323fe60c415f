package org.demarc.sip.transaction;

/// The base timers of RFC 3261 section 17.1.1.1 and table 4, in milliseconds.
///
/// @param t1 estimate of the round trip
/// @param t2 the longest retransmission interval of non-INVITE requests and INVITE responses
/// @param t4 how long a message may stay in the network
/// @param trying an INVITE without another response for so long gets 100 (section 17.2.1: 200 ms)
public record TimerConfig(long t1, long t2, long t4, long trying) {
    public static final TimerConfig RFC3261 = new TimerConfig(500, 4_000, 5_000, 200);

    public TimerConfig {
        if (t1 <= 0 || t1 > t2)
            throw new IllegalArgumentException("T1 " + t1 + " ms must be positive and at most T2 " + t2);
    }

    /// 64*T1: timers B, F, H, J, L, M and the wait for an ACK.
    public long longWait() {
        return 64 * t1;
    }

    /// When timer E of the client has reached T2: before it no 100 is sent to a non-INVITE over UDP (RFC 4320
    /// section
    /// 4.1).
    public long nonInviteTrying() {
        long total = 0;
        for (long e = t1; e < t2; e *= 2) total += e;
        return total;
    }
}
