package org.demarc.edge;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.SourceGuard;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.event.EventSink;
import org.demarc.edge.registrar.Authenticator;
import org.demarc.edge.registrar.Authenticator.Finding;
import org.demarc.edge.registrar.Authenticator.Proof;
import org.demarc.edge.registrar.Outcome;
import org.demarc.edge.registrar.Registrar;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registrar.Registrations;
import org.demarc.edge.routing.Called;
import org.demarc.sip.digest.Nonces;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.From;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.ResponseFlows;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.ua.UserAgent;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// Says whom a request is from where PBXs register with us, by what was proved, in this order (catalogue
/// ARCH-006): the flow of a registration, the digest, then certificate and address as the routing table knows
/// them. One for each lane.
///
/// What is asked for credentials costs no state: a challenge is sent and forgotten (RFC 3261 sections 8.2.7 and
/// 26.3.2.4), and only what comes with right ones gets a transaction.
final class Gatekeeper {
    /// Milliseconds. Long enough for the answer to a challenge, short enough that the uses of all nonces are
    /// remembered.
    private static final long NONCE_LIFE = 60_000;

    private static final int MOST_NONCES = 65_536;

    private final NodeState node;
    private final UserAgent agent;
    private final Sender sender;
    private final EventSink events;
    private final BiPredicate<Request, Flow> believed;
    private final Consumer<Flow> misbehaved;
    private final SourceGuard guard;
    private final Nonces nonces;
    private final String challengeTag;
    private @Nullable RegistrarNode current;
    private @Nullable Authenticator authenticator;
    private @Nullable Registrar registrar;
    private long ignored;

    // Of the request at hand:
    private @Nullable Trunk proven;
    private @Nullable Registration subscriber;
    private @Nullable Response answer;

    /// @param believed for what belongs to a dialog
    /// @param guard of what strangers may cost
    /// @param misbehaved hears of a source with wrong credentials where no registration is
    Gatekeeper(
            NodeState node,
            UserAgent agent,
            Sender sender,
            EventSink events,
            BiPredicate<Request, Flow> believed,
            SourceGuard guard,
            Consumer<Flow> misbehaved) {
        this.node = node;
        this.agent = agent;
        this.sender = sender;
        this.events = events;
        this.believed = believed;
        this.guard = guard;
        this.misbehaved = misbehaved;
        Tokens tokens = agent.tokens();
        this.challengeTag = tokens.tag();
        ByteBuffer key = ByteBuffer.allocate(40);
        while (key.hasRemaining()) key.putLong(tokens.number());
        this.nonces = new Nonces(key.array(), NONCE_LIFE, MOST_NONCES);
    }

    /// Looks at a request before anything else does.
    ///
    /// @return false when it is done with: answered, or not to be answered at all
    @SuppressWarnings("ReferenceEquality") // each reload makes another one
    boolean admits(Request request, Flow flow, RegistrarNode registering) {
        forget();
        if (registering != current) renew(registering);
        if (agent.transactions().knows(request, flow)) return true;
        Method method = request.method();
        if (method.equals(Method.ACK) && request.toTag().equals(challengeTag)) return false;
        if (!request.toTag().isEmpty() || method.equals(Method.ACK) || method.equals(Method.CANCEL)) {
            return believed.test(request, flow) || ignored(request, flow);
        }
        return method.equals(Method.REGISTER)
                ? register(request, flow, registering)
                : begins(request, flow, registering.registrations());
    }

    private void renew(RegistrarNode registering) {
        current = registering;
        authenticator = new Authenticator(registering.registrations(), registering.policy(), nonces);
        registrar = new Registrar(
                registering.registrations(), registering.policy(), authenticator, agent.tokens(), null, this::taken);
    }

    /// The request is done with.
    void forget() {
        proven = null;
        subscriber = null;
        answer = null;
    }

    /// The trunk that the request at hand has proved to be from; null: certificate and address say it.
    @Nullable
    Trunk proven() {
        return proven;
    }

    /// The account that the request at hand is proved to be from.
    @Nullable
    Registration subscriber() {
        return subscriber;
    }

    /// The trunk that registered on a flow, if it is one alone.
    static @Nullable Trunk on(Flow flow, NodeState node, RegistrarNode registering, long now) {
        Registrations registrations = registering.registrations();
        Registration on = registrations.on(flow, now);
        return on == null || node.generation().routing().configured(flow) != null ? null : trunk(node, on, flow);
    }

    /// A peer of the configuration is there, and nobody else registers from it.
    private @Nullable String taken(Flow flow) {
        Trunk trunk = node.generation().routing().configured(flow);
        return trunk == null ? null : "trunks." + trunk.name() + ".peers";
    }

    /// The trunk of an account, if it lives where this flow is.
    private static @Nullable Trunk trunk(NodeState node, Registration of, Flow flow) {
        TrunkState state = node.generation().trunks().get(of.account().name());
        if (state == null) return null;
        Trunk trunk = state.trunk();
        return RegistrarNode.serves(trunk) && trunk.network().equals(flow.network()) ? trunk : null;
    }

    private boolean register(Request request, Flow flow, RegistrarNode registering) {
        Registrations registrations = registering.registrations();
        boolean ours = registering.listens(flow.network())
                && request.requestUriField() instanceof Field.Present<Uri>(SipUri uri)
                && registrations.serves(uri.host());
        // To a static trunk we are no registrar, and to strangers that ask for another domain we are nothing.
        if (!ours) return node.generation().source(flow) != null || ignored(request, flow);
        boolean stranger = isStranger(flow, registrations);
        if (stranger && !mayAsk(request, flow)) return ignored(request, flow);
        Registrar mine = registrar;
        if (mine == null) throw new IllegalStateException("a registrar expected");
        long now = agent.timers().wallClock();
        Predicate<Response> mayGet = response ->
                !stranger || guard.mayGet(response, flow, agent.timers().now());
        Outcome outcome = request.has(HeaderName.AUTHORIZATION) && isElsewhere(request, flow)
                ? mine.deny(request, mayGet, now)
                : mine.register(request, flow, mayGet, now);
        registering.counters().count(outcome);
        Response response = outcome.response();
        boolean asked = outcome.rule().isEmpty() || outcome.rule().equals("AUT-001");
        if (!asked || outcome.proof() == Proof.WRONG) {
            events.report(new CallEvent.RegisterRefused(
                    flow,
                    outcome.account(),
                    outcome.username(),
                    response == null ? 0 : response.status(),
                    outcome.proof() == Proof.WRONG ? "AUT-015" : outcome.rule()));
        }
        if (outcome.proof() == Proof.WRONG) wrong(flow, registrations);
        if (outcome.proof() == Proof.PROVEN) {
            guard.proved(flow.remote().getAddress(), agent.timers().now());
        }
        if (outcome.proof() == Proof.PROVEN && response != null) {
            answer = response;
            return true;
        }
        if (response != null) reply(request, flow, response);
        return false;
    }

    /// Nothing but its own words says whom a request is from.
    private boolean isStranger(Flow flow, Registrations registrations) {
        return node.generation().source(flow) == null
                && registrations.on(flow, agent.timers().wallClock()) == null;
    }

    /// Whether a stranger's request is looked at. Over UDP anybody may have sent it, so there is an end to how
    /// often a source is answered. What it sends is what it may get: a request that is too short for its answer
    /// gets it when it is repeated.
    private boolean mayAsk(Request request, Flow flow) {
        return SourceGuard.proof(flow) != SourceGuard.Proof.NONE
                || guard.mayAsk(request, flow, agent.timers().now());
    }

    /// A source that goes on guessing is shut out (catalogue AUT-015), but never one that holds a registration.
    private void wrong(Flow flow, Registrations registrations) {
        if (registrations.on(flow, agent.timers().wallClock()) == null) misbehaved.accept(flow);
    }

    /// The account lives on another network: what it proves here is worth nothing.
    private boolean isElsewhere(Request request, Flow flow) {
        RegistrarNode registering = current;
        if (registering == null
                || !(request.all(Credentials.AUTHORIZATION) instanceof Fields.Values<Credentials> all)) {
            return false;
        }
        for (Credentials c : all.values()) {
            if (!(c instanceof Credentials.Digest d)) continue;
            Registration of = registering.registrations().find(d.username(), d.realm());
            if (of != null && trunk(node, of, flow) == null) return true;
        }
        return false;
    }

    /// A request that begins something.
    private boolean begins(Request request, Flow flow, Registrations registrations) {
        long now = agent.timers().wallClock();
        Registration on = registrations.on(flow, now);
        if (on != null && node.generation().routing().configured(flow) != null) on = null;
        Trunk onTrunk = on == null ? null : trunk(node, on, flow);
        if (request.has(HeaderName.AUTHORIZATION)) {
            String realm = realm(request, registrations);
            if (realm != null) return proved(request, flow, realm, now);
        }
        if (on != null && onTrunk != null) {
            if (registrations.isShared(flow, on, now)) {
                return challenge(
                        request,
                        flow,
                        claimed(request, registrations, on.account().domain()),
                        now);
            }
            if (mustProve(onTrunk, flow))
                return challenge(request, flow, on.account().domain(), now);
            proven = onTrunk;
            subscriber = on;
            return true;
        }
        Trunk source = node.generation().source(flow);
        if (source != null) {
            String domain = source.domain();
            return !RegistrarNode.serves(source)
                    || domain == null
                    || challenge(request, flow, domain.toLowerCase(Locale.ROOT), now);
        }
        RegistrarNode registering = current;
        if (registering != null
                && registering.listens(flow.network())
                && request.method().equals(Method.INVITE)) {
            String realm = claimed(request, registrations, null);
            // Who calls for help may not have said who it is (catalogue REG-028).
            if (realm == null && isForHelp(request)) realm = registering.realm(flow.network());
            if (realm != null) return challenge(request, flow, realm, now);
        }
        return ignored(request, flow);
    }

    private static boolean mustProve(Trunk trunk, Flow flow) {
        RegistrationMode mode = trunk.registration();
        if (mode == null) return false;
        return switch (mode.authenticate()) {
            case FLOW -> false;
            case SECURE_FLOW -> !flow.transport().secure();
            case ALWAYS -> true;
        };
    }

    private static boolean isForHelp(Request request) {
        return request.requestUriField() instanceof Field.Present<Uri>(Uri uri) && Called.service(uri) != null;
    }

    /// The realm of ours that a request has credentials for.
    private static @Nullable String realm(Request request, Registrations registrations) {
        if (!(request.all(Credentials.AUTHORIZATION) instanceof Fields.Values<Credentials>(List<Credentials> all))) {
            return null;
        }
        for (Credentials c : all) {
            if (c instanceof Credentials.Digest d && registrations.serves(d.realm())) {
                return d.realm().toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    /// The domain of ours that a request says to be from, or is for.
    private static @Nullable String claimed(Request request, Registrations registrations, @Nullable String otherwise) {
        if (request.header(From.TYPE) instanceof Field.Present<From>(From from)
                && from.uri() instanceof SipUri uri
                && registrations.serves(uri.host())) {
            return uri.host().toLowerCase(Locale.ROOT);
        }
        if (request.requestUriField() instanceof Field.Present<Uri>(SipUri uri) && registrations.serves(uri.host())) {
            return uri.host().toLowerCase(Locale.ROOT);
        }
        return otherwise;
    }

    private boolean proved(Request request, Flow flow, String realm, long now) {
        Authenticator mine = authenticator;
        if (mine == null) throw new IllegalStateException("an authenticator expected");
        Finding finding = mine.examine(request, realm, Credentials.AUTHORIZATION, now);
        Registration who = finding.who();
        Trunk trunk = who == null ? null : trunk(node, who, flow);
        if (who != null && trunk != null) {
            proven = trunk;
            subscriber = who;
            guard.proved(flow.remote().getAddress(), agent.timers().now());
            return true;
        }
        // The account may live on another network: what it proves here is worth as much as what is wrong.
        boolean wrong = finding.proof() == Proof.WRONG || who != null;
        if (wrong) {
            events.report(new CallEvent.DigestWrong(flow, request.method().name(), finding.username()));
            RegistrarNode registering = current;
            if (registering != null) wrong(flow, registering.registrations());
        }
        return challenge(request, flow, realm, finding.proof() == Proof.STALE, wrong, now);
    }

    private boolean challenge(Request request, Flow flow, @Nullable String realm, long now) {
        return realm != null && challenge(request, flow, realm, false, false, now);
    }

    private boolean challenge(Request request, Flow flow, String realm, boolean stale, boolean wrong, long now) {
        Authenticator mine = authenticator;
        RegistrarNode registering = current;
        if (mine == null || registering == null) throw new IllegalStateException("an authenticator expected");
        boolean stranger = isStranger(flow, registering.registrations());
        if (stranger && !mayAsk(request, flow)) return ignored(request, flow);
        registering.counters().challenged(wrong);
        Response response = mine.challenge(request, realm, stale, challengeTag, now);
        if (!stranger || guard.mayGet(response, flow, agent.timers().now())) reply(request, flow, response);
        return false;
    }

    private void reply(Request request, Flow flow, Response response) {
        sender.send(response, ResponseFlows.of(request.topVia(), flow), null);
    }

    private boolean ignored(Request request, Flow flow) {
        events.report(new CallEvent.Ignored(
                flow, request.method().name(), node.generation().routing().whyUnknown(flow)));
        ignored++;
        return false;
    }

    /// Messages that were dropped without an answer.
    long ignoredSoFar() {
        return ignored;
    }

    /// A REGISTER of an account is answered as the registrar said; anything else is not ours.
    boolean respond(ServerTransaction transaction) {
        Response response = answer;
        if (response == null) return false;
        transaction.respond(response);
        return true;
    }
}
