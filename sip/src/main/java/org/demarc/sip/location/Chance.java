package org.demarc.sip.location;

import org.demarc.sip.transport.Tokens;

/// Where random choices come from.
@FunctionalInterface
public interface Chance {
    /// A number from 0 to `bound - 1`, each as likely as the others.
    int below(int bound);

    /// The random numbers of a lane.
    static Chance of(Tokens tokens) {
        return bound -> (int) (tokens.number() % bound);
    }
}
