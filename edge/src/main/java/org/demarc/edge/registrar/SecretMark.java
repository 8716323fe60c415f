package org.demarc.edge.registrar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;

/// By what a binding was proved, as far as a store may know it: of each algorithm two octets of a hash. They tell that
/// a
/// secret is another one, and of sixty thousand guesses at a secret they refute all but one: too few to find it by.
final class SecretMark {
    private static final String NONE = "----";

    private SecretMark() {}

    /// Four characters for each algorithm, in their order.
    static String of(RegistrationAccount account) {
        StringBuilder mark = new StringBuilder(4 * Algorithm.values().length);
        for (Algorithm a : Algorithm.values()) {
            Ha1 secret = account.secrets().get(a);
            mark.append(secret == null ? NONE : of(account.key() + " " + a.wire() + " " + secret.hex()));
        }
        return mark.toString();
    }

    private static String of(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java platform has SHA-256", e);
        }
    }

    /// Whether both may be of one secret: an algorithm may have come or gone, but one is left, and none differs.
    static boolean fits(String kept, String now) {
        if (kept.isEmpty()) return true; // of an earlier version
        boolean common = false;
        for (int i = 0; i + 4 <= Math.min(kept.length(), now.length()); i += 4) {
            if (kept.startsWith(NONE, i) || now.startsWith(NONE, i)) continue;
            if (!kept.regionMatches(i, now, i, 4)) return false;
            common = true;
        }
        return common;
    }
}
