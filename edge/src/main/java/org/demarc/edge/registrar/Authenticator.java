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
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
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

    /// What is known of where requests come from.
    public interface Sources {
        /// Nothing.
        Sources UNKNOWN = new Sources() {
            @Override
            public int place(Flow flow) {
                return 0;
            }

            @Override
            public boolean failed(Flow flow) {
                return false;
            }
        };

        /// The address at the other end, as a number.
        int place(Flow flow);

        /// True when wrong credentials came from that address a short while ago, and no account is known to
        /// live there.
        boolean failed(Flow flow);
    }

    private final Sources sources;
    private final Registrations registrations;
    private final RegistrarPolicy policy;
    private final Nonces nonces;
    private final Digester digester;
    private final Map<String, DigestServer> servers = new HashMap<>();

    // Of the request that was looked at last: who lets it in and who examines it read the same.
    private @Nullable Request last;
    private Fields<Credentials> given = new Fields.Values<>(List.of());

    /// @param nonces of this lane
    public Authenticator(Registrations registrations, RegistrarPolicy policy, Nonces nonces, Sources sources) {
        this.sources = sources;
        this.registrations = registrations;
        this.policy = policy;
        this.nonces = nonces;
        this.digester = new Digester();
    }

    /// The credentials that a request has for us as its UAS, read once for each request.
    @SuppressWarnings("ReferenceEquality") // the very same request
    public Fields<Credentials> given(Request request) {
        if (request != last) {
            given = request.all(Credentials.AUTHORIZATION);
            last = request;
        }
        return given;
    }

    /// Looks at the credentials of a request. The same work whoever it is from.
    ///
    /// Without a nonce of ours that counts, nothing is said of the rest: else secrets could be tried from
    /// where nothing that we send is seen (RFC 7616 section 3.3: stale is for "a request for which the nonce
    /// is invalid"). So who is wrong has answered a challenge, and its address is its own.
    ///
    /// @param flow what it came in on
    /// @param realm a domain that some account has
    public Finding examine(Request request, Flow flow, String realm, long now) {
        boolean spent = false;
        List<Credentials> all;
        switch (given(request)) {
            case Fields.Malformed<Credentials>(String why) -> {
                return new Finding(Proof.NOTHING, null, "", why);
            }
            case Fields.Values<Credentials>(List<Credentials> values) -> all = values;
        }
        for (Credentials c : all) {
            if (!(c instanceof Credentials.Digest d) || !d.realm().equals(realm)) continue;
            if (!names(d.uri(), request)) {
                return new Finding(Proof.NOTHING, null, "", "the credentials are for another URI");
            }
            if (!counts(d, flow, now)) return new Finding(Proof.STALE, null, d.username(), null);
            // Many places try the secret of an account: each has one try, and this one had it. It is looked at all
            // the same, and as long for accounts that there are as for others: the time that an answer takes tells
            // nothing of which they are.
            if (registrations.anyGuessed(now) && sources.failed(flow)) {
                spent |= registrations.isGuessed(d.username(), realm, now);
            }
        }
        byte[] body = request.hasBody() ? request.bodyBytes() : new byte[0];
        return switch (server(realm).verify(all, request.method().name(), body, now, sources.place(flow))) {
            case Verdict.Absent _ -> new Finding(Proof.NOTHING, null, "", null);
            case Verdict.Wrong(String username) -> {
                registrations.guessed(username, realm, sources.place(flow), now);
                yield new Finding(Proof.WRONG, null, username, null);
            }
            case Verdict.Stale(String username) -> new Finding(Proof.STALE, null, username, null);
            case Verdict.Proven(String username) -> {
                Registration who = registrations.find(username, realm);
                yield who == null || spent // or taken out of the configuration in between
                        ? new Finding(Proof.WRONG, null, username, null)
                        : new Finding(Proof.PROVEN, who, username, null);
            }
        };
    }

    /// True when the request has credentials with a nonce that was sent to where it comes from, and still
    /// counts: no stranger wrote that address.
    public boolean answers(Request request, Flow flow, long now) {
        if (!(given(request) instanceof Fields.Values<Credentials>(List<Credentials> all))) {
            return false;
        }
        for (Credentials c : all) {
            if (c instanceof Credentials.Digest d && registrations.serves(d.realm()) && counts(d, flow, now))
                return true;
        }
        return false;
    }

    private boolean counts(Credentials.Digest d, Flow flow, long now) {
        return nonces.look(d.nonce(), d.nonceCount(), now, sources.place(flow)) == Nonces.Worth.FRESH;
    }

    /// What to ask with: the same for everybody (catalogue AUT-004).
    public List<Challenge> challenges(String realm, boolean stale, long now) {
        return server(realm).challenges(stale, now);
    }

    /// The 401 that asks a request for proof (RFC 3261 section 22.2: we answer as its UAS, so never 407).
    ///
    /// @param tag of its To: the same for each challenge, so that the ACK of a refused INVITE is known by it
    public Response challenge(Request request, Flow flow, String realm, boolean stale, String tag, long now) {
        var answer = Response.answering(request, 401, "Unauthorized", tag);
        server(realm).ask(answer, HeaderName.WWW_AUTHENTICATE, stale, now, sources.place(flow));
        return answer.build();
    }

    private DigestServer server(String realm) {
        DigestServer known = servers.get(realm);
        if (known != null) return known;
        String lower = realm.toLowerCase(Locale.ROOT);
        known = servers.get(lower);
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
