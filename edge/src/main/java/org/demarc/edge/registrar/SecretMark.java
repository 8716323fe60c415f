package org.demarc.edge.registrar;

import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;

/// By what a binding was proved, as far as a store may know it: of each algorithm the first two octets of H(A1),
/// which is a hash itself. They tell that a secret is another one, and of sixty thousand guesses at a secret they
/// refute all but one: too few to find it by. Nothing is computed: a restart with ten thousand accounts looks at all
/// of them.
final class SecretMark {
    private static final int DIGITS = 4;
    private static final String NONE = "-".repeat(DIGITS);

    private SecretMark() {}

    /// Four characters for each algorithm, in their order.
    static String of(RegistrationAccount account) {
        StringBuilder mark = new StringBuilder(DIGITS * Algorithm.values().length);
        for (Algorithm a : Algorithm.values()) {
            Ha1 secret = account.secrets().get(a);
            mark.append(secret == null ? NONE : secret.hex(), 0, DIGITS);
        }
        return mark.toString();
    }

    /// Whether both may be of one secret: an algorithm may have come or gone, but one is left, and none differs.
    static boolean fits(String kept, String now) {
        if (kept.isEmpty()) return true; // of an earlier version
        boolean common = false;
        for (int i = 0; i + DIGITS <= Math.min(kept.length(), now.length()); i += DIGITS) {
            if (kept.startsWith(NONE, i) || now.startsWith(NONE, i)) continue;
            if (!kept.regionMatches(i, now, i, DIGITS)) return false;
            common = true;
        }
        return common;
    }
}
