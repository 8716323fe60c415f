package org.demarc.edge.registrar;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.DigestServer;
import org.demarc.sip.digest.DigestServer.Verdict;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.digest.Ha1;
import org.demarc.sip.digest.Nonces;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderType;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.jspecify.annotations.Nullable;

/// Finds out which account sent a request, by digest: RFC 3261 section 22, RFC 7616, RFC 8760. Of one lane. The realm
/// is the domain of the account (catalogue AUT-012).
public final class Authenticator {
    /// What the credentials of a request are worth.
    public enum Proof {
        /// There are none that could be checked.
        NOTHING,
        /// They are wrong: somebody guesses, or there is no such user. To be counted (catalogue AUT-015).
        WRONG,
        /// The sender knows the secret, but not with a nonce that still counts (catalogue AUT-007).
        STALE,
        /// It is who it says to be.
        PROVEN
    }

    /// What was found out.
    ///
    /// @param who proven; null unless PROVEN
    /// @param username as claimed; "" when nothing is
    /// @param malformed why the credentials cannot belong to the request, for a 400; null when they can
    public record Finding(
            Proof proof,
            @Nullable Registration who,
            String username,
            @Nullable String malformed) {}

    private final Registrations registrations;
    private final RegistrarPolicy policy;
    private final Nonces nonces;
    private final Digester digester;
    private final Map<String, DigestServer> servers = new HashMap<>();

    /// @param nonces of this lane
    public Authenticator(Registrations registrations, RegistrarPolicy policy, Nonces nonces) {
        this.registrations = registrations;
        this.policy = policy;
        this.nonces = nonces;
        this.digester = new Digester();
    }

    /// Looks at the credentials of a request. The same work whoever it is from.
    ///
    /// @param realm a domain that some account has
    /// @param header Authorization, or Proxy-Authorization where a proxy asked
    public Finding examine(Request request, String realm, HeaderType<Credentials> header, long now) {
        List<Credentials> given;
        switch (request.all(header)) {
            case Fields.Malformed<Credentials>(String why) -> {
                return new Finding(Proof.NOTHING, null, "", why);
            }
            case Fields.Values<Credentials>(List<Credentials> values) -> given = values;
        }
        for (Credentials c : given) {
            if (c instanceof Credentials.Digest d && d.realm().equals(realm) && !names(d.uri(), request)) {
                return new Finding(Proof.NOTHING, null, "", "the credentials are for another URI");
            }
        }
        byte[] body = request.hasBody() ? request.bodyBytes() : new byte[0];
        return switch (server(realm).verify(given, request.method().name(), body, now)) {
            case Verdict.Absent _ -> new Finding(Proof.NOTHING, null, "", null);
            case Verdict.Wrong(String username) -> new Finding(Proof.WRONG, null, username, null);
            case Verdict.Stale(String username) -> new Finding(Proof.STALE, null, username, null);
            case Verdict.Proven(String username) -> {
                Registration who = registrations.find(username, realm);
                yield who == null // taken out of the configuration in between
                        ? new Finding(Proof.WRONG, null, username, null)
                        : new Finding(Proof.PROVEN, who, username, null);
            }
        };
    }

    /// What to ask with: the same for everybody (catalogue AUT-004).
    public List<Challenge> challenges(String realm, boolean stale, long now) {
        return server(realm).challenges(stale, now);
    }

    /// The 401 that asks a request for proof (RFC 3261 section 22.2: we answer as its UAS, so never 407).
    ///
    /// @param tag of its To: the same for each challenge, so that the ACK of a refused INVITE is known by it
    public Response challenge(Request request, String realm, boolean stale, String tag, long now) {
        var answer = Response.answering(request, 401, "Unauthorized", tag);
        for (Challenge c : challenges(realm, stale, now)) answer.add(Challenge.WWW_AUTHENTICATE, c);
        return answer.build();
    }

    private DigestServer server(String realm) {
        String lower = realm.toLowerCase(Locale.ROOT);
        DigestServer known = servers.get(lower);
        if (known != null) return known;
        if (!registrations.serves(lower)) throw new IllegalArgumentException("a domain of ours expected");
        DigestServer made = new DigestServer(
                lower, policy.algorithms(), nonces, (user, algorithm) -> secret(user, lower, algorithm), digester);
        servers.put(lower, made);
        return made;
    }

    private @Nullable Ha1 secret(String user, String realm, Algorithm algorithm) {
        Registration registration = registrations.find(user, realm);
        return registration == null ? null : registration.account().secrets().get(algorithm);
    }

    /// The URI that was signed is the one that is asked for (RFC 7616 section 3.4.6). Ports and parameters may differ:
    /// clients leave them out.
    private static boolean names(String uri, Request request) {
        if (uri.equals(request.requestUriText())) return true;
        return Uri.parse(uri) instanceof Field.Present<Uri>(SipUri signed)
                && request.requestUriField() instanceof Field.Present<Uri>(SipUri asked)
                && signed.host().equalsIgnoreCase(asked.host())
                && signed.decodedUser().equals(asked.decodedUser());
    }
}
