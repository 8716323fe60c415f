package org.demarc.sip.location;

/// How much of what DNS says is believed. Times are seconds.
///
/// @param naptrs NAPTR records read of one answer
/// @param services SRV records used of one answer
/// @param addresses of one host, of each family
/// @param aliases followed from a name to its records
/// @param leastTtl a result is kept at least so long, lest a TTL of 0 makes us ask without end
/// @param mostTtl and at most so long
/// @param mostNegativeTtl how long an absence is believed at most, so that a repaired zone is soon seen
/// @param unsaidNegativeTtl how long it is believed when nobody said
public record LocationLimits(
        int naptrs,
        int services,
        int addresses,
        int aliases,
        long leastTtl,
        long mostTtl,
        long mostNegativeTtl,
        long unsaidNegativeTtl) {
    public static final LocationLimits DEFAULT = new LocationLimits(16, 16, 8, 8, 5, 3_600, 300, 60);

    public LocationLimits {
        if (naptrs < 1 || services < 1 || addresses < 1 || aliases < 0) {
            throw new IllegalArgumentException("at least one record of each kind has to be read");
        }
        if (leastTtl < 1 || mostTtl < leastTtl || mostNegativeTtl < leastTtl || unsaidNegativeTtl < 0) {
            throw new IllegalArgumentException("times to live are at least " + leastTtl + " s, and that is at least 1");
        }
    }

    long ttl(long seconds) {
        return Math.clamp(seconds, leastTtl, mostTtl);
    }

    long negativeTtl(long seconds) {
        return Math.clamp(seconds, leastTtl, mostNegativeTtl);
    }

    /// How long an absence may be believed.
    long believed(long negativeTtl) {
        return negativeTtl < 0 ? unsaidNegativeTtl : negativeTtl;
    }
}
