package org.demarc.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// WWW-Authenticate and Proxy-Authenticate, RFC 3261 §20.44 and §20.27, RFC 7616 §3.3, RFC 8760 §2.3: one challenge
/// in each field line.
public sealed interface Challenge {
    HeaderType<Challenge> WWW_AUTHENTICATE =
            HeaderType.of(HeaderName.WWW_AUTHENTICATE, Challenge::read, Challenge::toString);
    HeaderType<Challenge> PROXY_AUTHENTICATE =
            HeaderType.of(HeaderName.PROXY_AUTHENTICATE, Challenge::read, Challenge::toString);

    /// A digest is asked for.
    ///
    /// @param realm whose credentials are asked for
    /// @param nonce what the answer is to be computed with
    /// @param opaque to be returned as it is; null when there is none
    /// @param algorithm as named on the wire; `MD5` when nothing is said (RFC 7616 §3.3)
    /// @param qop the values offered, empty when there is none (RFC 2069)
    /// @param stale the nonce alone was at fault
    record Digest(
            String realm, String nonce, @Nullable String opaque, String algorithm, List<String> qop, boolean stale)
            implements Challenge {
        public Digest {
            qop = List.copyOf(qop);
        }

        /// Realm, nonce, opaque and qop quoted, algorithm and stale not (AUT-023).
        @Override
        public String toString() {
            var out = new StringBuilder("Digest realm=").append(Quoted.write(realm));
            out.append(",nonce=").append(Quoted.write(nonce));
            if (opaque != null) {
                out.append(",opaque=").append(Quoted.write(opaque));
            }
            if (stale) {
                out.append(",stale=true");
            }
            out.append(",algorithm=").append(algorithm);
            if (!qop.isEmpty()) {
                out.append(",qop=\"").append(String.join(",", qop)).append('"');
            }
            return out.toString();
        }
    }

    /// A scheme that is not spoken here (AUT-009, AUT-020).
    record Other(String scheme) implements Challenge {}

    static @Nullable Challenge read(Cursor c) {
        String scheme = c.token();
        if (scheme == null) {
            return c.fail("scheme expected");
        }
        if (!scheme.equalsIgnoreCase("Digest")) {
            c.rest();
            return new Other(scheme);
        }
        c.skipWhite();
        AuthParams params = AuthParams.read(c);
        if (params == null) {
            return null;
        }
        String realm = params.get("realm");
        String nonce = params.get("nonce");
        if (realm == null || nonce == null) {
            return c.fail("realm and nonce expected");
        }
        String algorithm = params.get("algorithm");
        String qop = params.get("qop");
        return new Digest(
                realm,
                nonce,
                params.get("opaque"),
                algorithm == null ? "MD5" : algorithm,
                qop == null ? List.of() : words(qop),
                "true".equalsIgnoreCase(params.get("stale")));
    }

    private static List<String> words(String list) {
        var words = new ArrayList<String>();
        for (String word : list.split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip().toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }
}
