package org.demarc.sip.digest;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.transport.Tokens;
import org.jspecify.annotations.Nullable;

/// Answers challenges with the credentials of one account: RFC 3261 §22.2 and §22.3, RFC 7616 §3.4, RFC 8760 §2.4. It
/// keeps the last nonce, so that the next request may come with its answer (RFC 3261 §22.1). Of one lane.
public final class DigestClient {
    /// What to do about a challenge.
    public sealed interface Answer {
        /// Send the request again with these.
        record Again(Credentials credentials) implements Answer {}

        /// Do not.
        ///
        /// @param why for people, without secrets
        record GiveUp(String why) implements Answer {}
    }

    private final String username;
    private final String realm;
    private final Map<Algorithm, Ha1> secrets = new EnumMap<>(Algorithm.class);
    private final Digester digester;
    private final Tokens tokens;

    /// The challenge that the next request may answer without being asked.
    private Challenge.@Nullable Digest last;

    private long count;

    /// @param realm whose challenges alone are answered (AUT-013)
    /// @param algorithms that may be used
    public DigestClient(
            String username,
            String realm,
            String password,
            List<Algorithm> algorithms,
            Digester digester,
            Tokens tokens) {
        this(username, realm, Map.of(), digester, tokens);
        for (Algorithm a : algorithms) {
            secrets.put(a, Ha1.of(a, username, realm, password));
        }
    }

    /// Without the password.
    ///
    /// @param ha1s for this realm, of the algorithms that may be used
    public DigestClient(String username, String realm, Map<Algorithm, Ha1> ha1s, Digester digester, Tokens tokens) {
        this.username = username;
        this.realm = realm;
        this.digester = digester;
        this.tokens = tokens;
        secrets.putAll(ha1s);
    }

    /// Credentials for a request that nobody has challenged yet; null when no nonce is known.
    public @Nullable Credentials ahead(String method, String uri) {
        Challenge.Digest known = last;
        return known == null ? null : answer(known, method, uri);
    }

    /// What to do about a 401 or 407.
    ///
    /// @param challenges of the response, in its order
    /// @param answered how many challenges to this request were answered before
    public Answer challenged(List<Challenge> challenges, int answered, String method, String uri) {
        Challenge.Digest chosen = choose(challenges);
        last = null;
        if (chosen == null) {
            return new Answer.GiveUp("no challenge for realm '" + realm + "' in an algorithm that may be used");
        }
        // AUT-008: an answer that was refused is not given again, unless its nonce alone was at fault, and that once.
        if (answered > 1 || (answered == 1 && !chosen.stale())) {
            return new Answer.GiveUp("the credentials for realm '" + realm + "' were refused");
        }
        last = chosen;
        count = 0;
        return new Answer.Again(answer(chosen, method, uri));
    }

    /// The topmost that we can answer (AUT-005).
    private Challenge.@Nullable Digest choose(List<Challenge> challenges) {
        for (Challenge c : challenges) {
            if (c instanceof Challenge.Digest d
                    && d.realm().equals(realm)
                    && d.qop().contains("auth")) {
                Algorithm algorithm = Algorithm.of(d.algorithm());
                if (algorithm != null && secrets.containsKey(algorithm)) {
                    return d;
                }
            }
        }
        return null;
    }

    private Credentials answer(Challenge.Digest challenge, String method, String uri) {
        Algorithm algorithm = Algorithm.of(challenge.algorithm());
        Ha1 ha1 = algorithm == null ? null : secrets.get(algorithm);
        if (ha1 == null) {
            throw new IllegalStateException("a challenge that was chosen expected");
        }
        String cnonce = tokens.tag();
        count++;
        return new Credentials.Digest(
                username,
                realm,
                challenge.nonce(),
                uri,
                digester.response(ha1, challenge.nonce(), count, cnonce, method, uri),
                challenge.algorithm(),
                cnonce,
                challenge.opaque(),
                "auth",
                count,
                false);
    }
}
