package org.demarc.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Response;
import org.jspecify.annotations.Nullable;

/// Asks for proof and checks it: RFC 3261 §22.1 and §22.4, RFC 7616 §3, RFC 8760 §2. Of one lane and one realm.
public final class DigestServer {
    /// What is known of users.
    @FunctionalInterface
    public interface Secrets {
        /// The secret of a user in this realm; null when there is no such user, or none for that algorithm.
        @Nullable
        Ha1 find(String username, Algorithm algorithm);
    }

    /// What credentials are worth.
    public sealed interface Verdict {
        /// Who it is.
        ///
        /// @param username whose secret the sender knows
        record Proven(String username) implements Verdict {}

        /// No credentials for this realm in an algorithm that was offered.
        record Absent() implements Verdict {}

        /// The sender knows the secret, but the nonce is spent, old or another's (AUT-007).
        record Stale(String username) implements Verdict {}

        /// The sender knows no secret, whoever it says to be: there may be no such user.
        record Wrong(String username) implements Verdict {}
    }

    private static final List<String> QOP = List.of("auth");

    private final String realm;
    private final List<Algorithm> algorithms;
    private final Nonces nonces;
    private final Secrets secrets;
    private final Digester digester;
    private final List<Asking> asking;

    /// A challenge as it is written, but for its nonce.
    private record Asking(String before, String after, String staleAfter) {
        private static final String NONCE = "0";

        static Asking of(String realm, Algorithm algorithm) {
            String fresh = text(realm, algorithm, false);
            String stale = text(realm, algorithm, true);
            int at = fresh.indexOf(",nonce=\"0\"") + 8;
            return new Asking(fresh.substring(0, at), fresh.substring(at + 1), stale.substring(at + 1));
        }

        private static String text(String realm, Algorithm algorithm, boolean stale) {
            return new Challenge.Digest(realm, NONCE, null, algorithm.wire(), QOP, stale).toString();
        }
    }

    /// @param algorithms offered and accepted, the preferred one first
    public DigestServer(String realm, List<Algorithm> algorithms, Nonces nonces, Secrets secrets, Digester digester) {
        this.realm = realm;
        this.algorithms = List.copyOf(algorithms);
        this.nonces = nonces;
        this.secrets = secrets;
        this.digester = digester;
        List<Asking> texts = new ArrayList<>(algorithms.size());
        for (Algorithm a : algorithms) texts.add(Asking.of(realm, a));
        this.asking = texts;
    }

    /// What to ask with: one challenge for each algorithm (RFC 8760 §2.3), for one header field each.
    public List<Challenge> challenges(boolean stale, long now) {
        return challenges(stale, now, 0);
    }

    /// The same for a client at a place (see {@link Nonces#issue(long, int)}).
    public List<Challenge> challenges(boolean stale, long now, int place) {
        String nonce = nonces.issue(now, place);
        var all = new ArrayList<Challenge>(algorithms.size());
        for (Algorithm a : algorithms) {
            all.add(new Challenge.Digest(realm, nonce, null, a.wire(), QOP, stale));
        }
        return all;
    }

    /// Writes them into an answer.
    public void ask(MessageBuilder<Response> answer, HeaderName header, boolean stale, long now, int place) {
        String nonce = nonces.issue(now, place);
        for (int i = 0; i < asking.size(); i++) {
            Asking a = asking.get(i);
            answer.add(header, a.before().concat(nonce).concat(stale ? a.staleAfter() : a.after()));
        }
    }

    /// Checks the credentials of a request. A nonce that proves somebody is spent by that. Takes the same time for
    /// users that there are and others.
    ///
    /// @param given of the header that fits the challenge
    public Verdict verify(List<Credentials> given, String method, byte[] body, long now) {
        return verify(given, method, body, now, 0);
    }

    /// The same of a client at a place.
    public Verdict verify(List<Credentials> given, String method, byte[] body, long now, int place) {
        for (Credentials c : given) {
            if (c instanceof Credentials.Digest d && d.realm().equals(realm)) {
                Algorithm algorithm = Algorithm.of(d.algorithm());
                if (algorithm != null && algorithms.contains(algorithm)) {
                    return verify(d, algorithm, method, body, now, place);
                }
            }
        }
        return new Verdict.Absent();
    }

    private Verdict verify(
            Credentials.Digest given, Algorithm algorithm, String method, byte[] body, long now, int place) {
        Ha1 known = given.userhash() ? null : secrets.find(given.username(), algorithm);
        Ha1 ha1 = known != null ? known : new Ha1(algorithm, "0".repeat(algorithm.digits()));
        String right = response(given, ha1, method, body);
        boolean same = right != null
                && MessageDigest.isEqual(
                        right.getBytes(StandardCharsets.US_ASCII),
                        given.response().getBytes(StandardCharsets.UTF_8));
        if (!same || known == null) {
            return new Verdict.Wrong(given.username());
        }
        if (nonces.look(given.nonce(), given.nonceCount(), now, place) != Nonces.Worth.FRESH) {
            return new Verdict.Stale(given.username());
        }
        nonces.spend(given.nonce(), given.nonceCount(), now, place);
        return new Verdict.Proven(given.username());
    }

    /// Null without qop: it was asked for (AUT-006).
    private @Nullable String response(Credentials.Digest given, Ha1 ha1, String method, byte[] body) {
        String qop = given.qop();
        String cnonce = given.cnonce();
        if (qop == null || cnonce == null) {
            return null;
        }
        if (qop.equalsIgnoreCase("auth")) {
            return digester.response(ha1, given.nonce(), given.nonceCount(), cnonce, method, given.uri());
        }
        if (qop.equalsIgnoreCase("auth-int")) {
            return digester.response(ha1, given.nonce(), given.nonceCount(), cnonce, method, given.uri(), body);
        }
        return null;
    }
}
