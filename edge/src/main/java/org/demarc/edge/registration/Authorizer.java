package org.demarc.edge.registration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.DigestClient;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.HeaderType;
import org.demarc.sip.message.MessageEditor;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.ua.Extra;
import org.jspecify.annotations.Nullable;

/// Answers the challenges to requests that one trunk's account sends: RFC 3261 sections 22.2 and 22.3. It keeps what it
/// learned, so that the next request carries credentials without being asked, with a rising nonce count. Of one lane;
/// what registrars and what proxies ask for is kept apart.
public final class Authorizer {
    /// What to do about a 401 or 407.
    public sealed interface Verdict {
        /// Send this instead: the same with CSeq one higher, the new Via and credentials (catalogue AUT-003).
        record Again(Request request) implements Verdict {}

        /// Let the response stand.
        ///
        /// @param refused the credentials were refused; else none could or may be given
        /// @param why for people, without secrets
        record GiveUp(boolean refused, String why) implements Verdict {}
    }

    /// More challenges than one registrar and one proxy have any reason for, a stale nonce each included.
    private static final int MOST = 4;

    private static final List<Algorithm> PREFERENCE = List.of(Algorithm.values());

    private static final Comparator<Challenge.Digest> STRONGEST_FIRST =
            Comparator.comparingInt(d -> strength(d.algorithm()));

    private final Account account;
    private final String domain;
    private final RegisteredTrunk trunk;
    private final boolean retries;
    private final Digester digester;
    private final Tokens tokens;
    private final Kind registrar = new Kind(
            HeaderName.WWW_AUTHENTICATE,
            Challenge.WWW_AUTHENTICATE,
            HeaderName.AUTHORIZATION,
            Credentials.AUTHORIZATION);
    private final Kind proxy = new Kind(
            HeaderName.PROXY_AUTHENTICATE,
            Challenge.PROXY_AUTHENTICATE,
            HeaderName.PROXY_AUTHORIZATION,
            Credentials.PROXY_AUTHORIZATION);

    private Authorizer(
            RegistrationConfig config, RegisteredTrunk trunk, boolean retries, Digester digester, Tokens tokens) {
        this.account = config.account();
        this.domain = config.domain();
        this.trunk = trunk;
        this.retries = retries;
        this.digester = digester;
        this.tokens = tokens;
    }

    /// For calls, and whatever else is sent on the trunk. While the account's credentials stand refused, none are sent.
    public static Authorizer ofCalls(
            RegistrationConfig config, RegisteredTrunk trunk, Digester digester, Tokens tokens) {
        return new Authorizer(config, trunk, false, digester, tokens);
    }

    /// For REGISTER alone, whose own rules say when refused credentials may be tried again.
    static Authorizer ofRegistration(
            RegistrationConfig config, RegisteredTrunk trunk, Digester digester, Tokens tokens) {
        return new Authorizer(config, trunk, true, digester, tokens);
    }

    /// Credentials for a request that nobody has challenged yet; none while no nonce is known.
    public Extra ahead(Method method, String requestUri) {
        if (barred()) return Extra.NONE;
        var lines = new ArrayList<Extra.Line>(1);
        registrar.ahead(method, requestUri, lines);
        proxy.ahead(method, requestUri, lines);
        return lines.isEmpty() ? Extra.NONE : new Extra(lines);
    }

    /// For one request outside dialogs, and what it becomes.
    public Exchange exchange() {
        return new Exchange(true);
    }

    /// For one request in a dialog. In one that the other side began nothing is answered: who calls us must not get
    /// credentials for it.
    public Exchange exchangeInside(boolean dialogIsOurs) {
        return new Exchange(dialogIsOurs);
    }

    private boolean barred() {
        return !retries && trunk.credentialsRefused();
    }

    /// Forgets every nonce, and a realm that was not confirmed by a success.
    void forget() {
        registrar.client = null;
        proxy.client = null;
    }

    private static int strength(String algorithm) {
        Algorithm known = Algorithm.of(algorithm);
        return known == null ? Integer.MAX_VALUE : PREFERENCE.indexOf(known);
    }

    /// The challenges of one request, one after the other.
    public final class Exchange {
        private final boolean mayAnswer;
        private int answeredRegistrar;
        private int answeredProxy;
        private @Nullable String realm;

        private Exchange(boolean mayAnswer) {
            this.mayAnswer = mayAnswer;
        }

        /// What to do about a 401 or 407 outside dialogs, where nothing else is numbered.
        ///
        /// @param sent the request as it was sent
        /// @param via the top Via of a new transaction (`Outbound.via`)
        public Verdict challenged(Request sent, Response response, String via) {
            return challenged(sent, response, via, sent.cseq() + 1);
        }

        /// What to do about a 401 or 407.
        ///
        /// @param cseq the number of what is sent instead
        public Verdict challenged(Request sent, Response response, String via, long cseq) {
            if (!mayAnswer) return new Verdict.GiveUp(false, "a request in a dialog of the other side was challenged");
            if (barred()) return new Verdict.GiveUp(false, "the account's credentials were refused before");
            if (answeredRegistrar + answeredProxy >= MOST) {
                return new Verdict.GiveUp(true, "challenged " + (MOST + 1) + " times");
            }
            boolean fromRegistrar = response.has(registrar.challenge);
            boolean fromProxy = response.has(proxy.challenge);
            if (!fromRegistrar && !fromProxy) return new Verdict.GiveUp(false, "no challenge in the response");
            var lines = new ArrayList<Extra.Line>(2);
            Verdict.GiveUp wrong = null;
            if (fromRegistrar) {
                wrong = answer(registrar, answeredRegistrar, sent, response, lines);
                answeredRegistrar++;
            } else if (sent.has(registrar.credentials)) {
                registrar.ahead(sent.method(), sent.requestUriText(), lines);
            }
            if (fromProxy && (wrong == null || !wrong.refused())) {
                Verdict.GiveUp also = answer(proxy, answeredProxy, sent, response, lines);
                if (also != null) wrong = also;
                answeredProxy++;
            } else if (!fromProxy && sent.has(proxy.credentials)) {
                proxy.ahead(sent.method(), sent.requestUriText(), lines);
            }
            if (wrong != null) return wrong;
            return new Verdict.Again(again(sent, via, cseq, lines));
        }

        /// The request was taken: the realm whose credentials it carried is the trunk's from now on.
        public void accepted() {
            if (realm != null) trunk.learn(realm);
        }

        private Verdict.@Nullable GiveUp answer(
                Kind kind, int before, Request sent, Response response, List<Extra.Line> lines) {
            List<Challenge.Digest> choice = kind.choice(response);
            if (choice.isEmpty()) {
                kind.client = null;
                return new Verdict.GiveUp(false, kind.whyNone(response));
            }
            Challenge.Digest first = choice.getFirst();
            // Credentials for this very nonce were sent unasked: that it comes back is a refusal of them.
            int answered = kind.usedIn(sent, first.nonce()) ? Math.max(1, before) : before;
            String method = sent.method().name();
            return switch (kind.of(first.realm())
                    .challenged(List.copyOf(choice), answered, method, sent.requestUriText())) {
                case DigestClient.Answer.Again(Credentials credentials) -> {
                    realm = first.realm();
                    lines.add(new Extra.Line(kind.credentials, kind.credentialsType.write(credentials)));
                    yield null;
                }
                case DigestClient.Answer.GiveUp(String why) -> {
                    kind.client = null;
                    yield new Verdict.GiveUp(true, why);
                }
            };
        }
    }

    private static Request again(Request sent, String via, long cseq, List<Extra.Line> lines) {
        MessageEditor<Request> next = sent.edit()
                .replaceFirst(HeaderName.VIA, via)
                .replace(HeaderName.CSEQ, cseq + " " + sent.method().name())
                .remove(HeaderName.AUTHORIZATION)
                .remove(HeaderName.PROXY_AUTHORIZATION);
        for (Extra.Line line : lines) next.append(line.name(), line.value());
        return next.build();
    }

    /// What is asked for by registrars and user agents, or what by proxies.
    private final class Kind {
        private final HeaderName challenge;
        private final HeaderType<Challenge> challengeType;
        private final HeaderName credentials;
        private final HeaderType<Credentials> credentialsType;
        private @Nullable DigestClient client;
        private String realm = "";

        Kind(
                HeaderName challenge,
                HeaderType<Challenge> challengeType,
                HeaderName credentials,
                HeaderType<Credentials> credentialsType) {
            this.challenge = challenge;
            this.challengeType = challengeType;
            this.credentials = credentials;
            this.credentialsType = credentialsType;
        }

        DigestClient of(String ofRealm) {
            DigestClient known = client;
            if (known == null || !realm.equals(ofRealm)) {
                realm = ofRealm;
                client = known = account.client(ofRealm, digester, tokens);
            }
            return known;
        }

        void ahead(Method method, String requestUri, List<Extra.Line> lines) {
            DigestClient known = client;
            if (known == null) return;
            Credentials ready = known.ahead(method.name(), requestUri);
            if (ready != null) lines.add(new Extra.Line(credentials, credentialsType.write(ready)));
        }

        /// The challenges that may be answered, all of one realm, the strongest first: whoever took one away on the way
        /// to us cannot put a weaker one above the others (catalogue AUT-005 leaves it to policy).
        List<Challenge.Digest> choice(Response response) {
            String only = only();
            var usable = new ArrayList<Challenge.Digest>(2);
            for (Challenge.Digest d : digests(response)) {
                Algorithm algorithm = Algorithm.of(d.algorithm());
                if (algorithm != null
                        && account.algorithms().contains(algorithm)
                        && d.qop().contains("auth")
                        && (only == null || d.realm().equals(only))) {
                    usable.add(d);
                }
            }
            usable.sort(STRONGEST_FIRST);
            if (usable.size() > 1) {
                String chosen = usable.getFirst().realm();
                for (Challenge.Digest d : usable) if (d.realm().equals(domain)) chosen = domain;
                String ofAll = chosen;
                usable.removeIf(d -> !d.realm().equals(ofAll));
            }
            return usable;
        }

        private @Nullable String only() {
            String configured = account.realm();
            return configured != null ? configured : trunk.realm();
        }

        /// One that cannot be read is passed over like one that is not understood (catalogue AUT-020).
        private List<Challenge.Digest> digests(Response response) {
            var digests = new ArrayList<Challenge.Digest>(2);
            for (String value : response.rawAll(challenge)) {
                if (challengeType.parse(value) instanceof Field.Present(Challenge.Digest digest)) digests.add(digest);
            }
            return digests;
        }

        String whyNone(Response response) {
            String only = only();
            for (Challenge.Digest d : digests(response)) {
                if (only != null && !d.realm().equals(only)) {
                    return "challenged for another realm than '" + only + "'";
                }
            }
            return "no challenge with an algorithm that may be used";
        }

        boolean usedIn(Request sent, String nonce) {
            for (String value : sent.rawAll(credentials)) {
                if (credentialsType.parse(value) instanceof Field.Present(Credentials.Digest d)
                        && d.nonce().equals(nonce)) {
                    return true;
                }
            }
            return false;
        }
    }
}
