package org.demarc.edge;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.BiPredicate;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.registrar.Authenticator;
import org.demarc.edge.registrar.Authenticator.Finding;
import org.demarc.edge.registrar.Authenticator.Proof;
import org.demarc.edge.registrar.Outcome;
import org.demarc.edge.registrar.Registrar;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registrar.Registrations;
import org.demarc.sip.digest.Nonces;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.ua.UserAgent;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// Says whom a request is from where PBXs register with us, by what was proved, in this order (catalogue
/// ARCH-006): exactly the address and port of a configured peer, the flow of a registration, the digest, then
/// certificate and address as the routing table knows them. One for each lane. It decides; what is said to who is not
/// let in, `GateAnswers` says.
final class Gatekeeper {
    /// Milliseconds. Long enough for the answer to a challenge, short enough that the uses of all nonces are
    /// remembered.
    private static final long NONCE_LIFE = 60_000;

    private static final int MOST_NONCES = 65_536;

    private final NodeState node;
    private final UserAgent agent;
    private final BiPredicate<Request, Flow> believed;
    private final GateAnswers answers;
    private final Nonces nonces;
    private @Nullable RegistrarNode current;
    private @Nullable Authenticator authenticator;
    private @Nullable Registrar registrar;

    // Of the request at hand:
    private @Nullable Trunk proven;
    private @Nullable Registration subscriber;
    private @Nullable Response answer;

    /// @param believed for what belongs to a dialog
    Gatekeeper(NodeState node, UserAgent agent, BiPredicate<Request, Flow> believed, GateAnswers answers) {
        this.node = node;
        this.agent = agent;
        this.believed = believed;
        this.answers = answers;
        Tokens tokens = agent.tokens();
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
        Method method = request.method();
        if (method.equals(Method.ACK) && answers.isOfChallenge(request)) return false;
        // What has no credentials is challenged without a transaction, however often it comes.
        boolean fresh = method.equals(Method.REGISTER) && !request.has(HeaderName.AUTHORIZATION);
        if (!fresh && agent.transactions().knows(request, flow)) return true;
        if (method.equals(Method.REGISTER)) return register(request, flow, registering);
        if (method.equals(Method.ACK) || method.equals(Method.CANCEL)) return ofDialog(request, flow);
        if (request.toTag().isEmpty()) return begins(request, flow, registering);
        return method.equals(Method.SUBSCRIBE) ? renews(request, flow, registering) : ofDialog(request, flow);
    }

    private void renew(RegistrarNode registering) {
        current = registering;
        authenticator = new Authenticator(registering.registrations(), registering.policy(), nonces, answers);
        registrar = new Registrar(registering.registrations(), authenticator, agent.tokens(), null, this::taken);
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
        return on == null || isSettled(flow, node) ? null : trunk(node, on, flow);
    }

    /// Address, certificate or a registration of ours say whose a flow is, and no REGISTER changes it: a trunk is
    /// believed there that proves nothing more.
    private static boolean isSettled(Flow flow, NodeState node) {
        NodeState.Generation generation = node.generation();
        if (generation.routing().configured(flow) != null) return true;
        Trunk trunk = generation.source(flow);
        return trunk != null && !RegistrarNode.serves(trunk);
    }

    /// Where another is believed nobody registers.
    private @Nullable String taken(Flow flow) {
        NodeState.Generation generation = node.generation();
        Trunk trunk = generation.routing().configured(flow);
        if (trunk != null) return "trunks." + trunk.name() + ".peers";
        trunk = generation.source(flow);
        return trunk == null || RegistrarNode.serves(trunk) ? null : "trunks." + trunk.name();
    }

    /// The trunk of an account, if it lives where this flow is.
    private static @Nullable Trunk trunk(NodeState node, Registration of, Flow flow) {
        TrunkState state = node.generation().trunks().get(of.account().name());
        if (state == null) return null;
        Trunk trunk = state.trunk();
        return RegistrarNode.serves(trunk) && trunk.network().equals(flow.network()) ? trunk : null;
    }

    private boolean register(Request request, Flow flow, RegistrarNode registering) {
        // To a static trunk we are no registrar, and to strangers that ask for another domain we are nothing.
        if (!registering.listens(flow.network()) || !Claims.isForUs(request, registering.registrations())) {
            return node.generation().source(flow) != null || answers.ignored(request, flow);
        }
        if (!answers.mayAsk(request, flow, registering, authenticator)) return answers.ignored(request, flow);
        Registrar mine = registrar;
        if (mine == null) throw new IllegalStateException("a registrar expected");
        Outcome outcome = mine.register(
                request,
                flow,
                who -> trunk(node, who, flow) != null,
                response -> answers.mayGet(response, flow),
                agent.timers().wallClock());
        answers.registered(outcome, flow, registering);
        Response response = outcome.response();
        if (outcome.proof() == Proof.PROVEN && response != null) {
            registering.registrations().heard(flow, agent.timers().now());
            answer = response;
            return true;
        }
        if (response != null) answers.reply(request, flow, response);
        return false;
    }

    private boolean ofDialog(Request request, Flow flow) {
        return believed.test(request, flow) || answers.ignored(request, flow);
    }

    /// A SUBSCRIBE inside a dialog renews a subscription. From the account's own flow it needs no more; from
    /// elsewhere it proves itself (catalogue AUT-011). Whose the subscription is, is looked at where it lives.
    private boolean renews(Request request, Flow flow, RegistrarNode registering) {
        long now = agent.timers().wallClock();
        Registrations registrations = registering.registrations();
        String realm = Claims.realm(request, authenticator(), registrations);
        if (realm != null) return proved(request, flow, realm, now);
        Registration on = registrations.on(flow, now);
        if (on != null
                && !isSettled(flow, node)
                && trunk(node, on, flow) != null
                && !registrations.isShared(flow, on, now)
                && !on.isOutdated(flow)) {
            subscriber = on;
            return true;
        }
        Trunk source = node.generation().source(flow);
        if (source != null && !RegistrarNode.serves(source)) return true;
        String claimed = registering.listens(flow.network()) ? Claims.domain(request, registrations) : null;
        return claimed == null ? answers.ignored(request, flow) : challenge(request, flow, claimed, now);
    }

    /// A request that begins something.
    private boolean begins(Request request, Flow flow, RegistrarNode registering) {
        long now = agent.timers().wallClock();
        Registrations registrations = registering.registrations();
        String realm = Claims.realm(request, authenticator(), registrations);
        if (realm != null) return proved(request, flow, realm, now);
        Registration on = registrations.on(flow, now);
        if (on != null && isSettled(flow, node)) on = null;
        Trunk onTrunk = on == null ? null : trunk(node, on, flow);
        if (on != null && onTrunk != null) {
            String own = on.account().domain();
            if (registrations.isShared(flow, on, now)) {
                String claimed = Claims.domain(request, registrations);
                return asked(request, flow, claimed == null ? own : claimed, now);
            }
            if (mustProve(onTrunk, flow) || on.isOutdated(flow)) return asked(request, flow, own, now);
            registrations.heard(flow, agent.timers().now());
            proven = onTrunk;
            subscriber = on;
            return true;
        }
        Trunk source = node.generation().source(flow);
        if (source != null) {
            String domain = source.domain();
            return !RegistrarNode.serves(source)
                    || domain == null
                    || asked(request, flow, domain.toLowerCase(Locale.ROOT), now);
        }
        Method method = request.method();
        boolean served = method.equals(Method.INVITE) || method.equals(Method.SUBSCRIBE);
        if (served && registering.listens(flow.network())) {
            String claimed = Claims.domain(request, registrations);
            // Who calls for help may not have said who it is (catalogue REG-028).
            if (claimed == null && isForHelp(request)) claimed = registering.realm(flow.network());
            if (claimed != null) return challenge(request, flow, claimed, now);
        }
        return answers.ignored(request, flow);
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

    private boolean proved(Request request, Flow flow, String realm, long now) {
        RegistrarNode registering = registering();
        Authenticator mine = authenticator();
        if (!answers.mayAsk(request, flow, registering, mine)) return answers.ignored(request, flow);
        Finding finding = mine.examine(request, flow, realm, now);
        if (finding.malformed() != null) {
            return isHelpOfKnown(request, flow, now) || answers.malformed(request, flow, "RFC 7616 3.4.6");
        }
        Registration who = finding.who();
        Trunk trunk = who == null ? null : trunk(node, who, flow);
        if (who != null && trunk != null) {
            registering.registrations().heard(flow, agent.timers().now());
            proven = trunk;
            subscriber = who;
            answers.proved(flow);
            return true;
        }
        // The account may live on another network: what it proves here is worth as much as what is wrong.
        boolean wrong = finding.proof() == Proof.WRONG || who != null;
        if (wrong) answers.wrong(request, flow, finding.username(), registering);
        if (isHelpOfKnown(request, flow, now)) return true;
        boolean stale = finding.proof() == Proof.STALE;
        return answers.challenge(
                request, flow, registering, mine.challenge(request, flow, realm, stale, answers.tag(), now), wrong);
    }

    private boolean asked(Request request, Flow flow, String realm, long now) {
        return isHelpOfKnown(request, flow, now) || challenge(request, flow, realm, now);
    }

    /// A call for help of a trunk that is known by its flow or its address waits for no proof; that there is
    /// none is noted (catalogue EMG-020).
    private boolean isHelpOfKnown(Request request, Flow flow, long now) {
        if (!isForHelp(request)) return false;
        Trunk known = on(flow, node, registering(), now);
        if (known == null) known = node.generation().source(flow);
        if (known == null || !RegistrarNode.serves(known)) return false;
        proven = known;
        answers.unauthenticated(request, flow, known);
        return true;
    }

    private boolean isForHelp(Request request) {
        return Claims.isForHelp(request, node.generation().config().protection().emergencyNumbers());
    }

    private boolean challenge(Request request, Flow flow, String realm, long now) {
        RegistrarNode registering = registering();
        if (!answers.mayAsk(request, flow, registering, null)) return answers.ignored(request, flow);
        Response response = authenticator().challenge(request, flow, realm, false, answers.tag(), now);
        return answers.challenge(request, flow, registering, response, false);
    }

    private RegistrarNode registering() {
        RegistrarNode known = current;
        if (known == null) throw new IllegalStateException("a registrar expected");
        return known;
    }

    private Authenticator authenticator() {
        Authenticator known = authenticator;
        if (known == null) throw new IllegalStateException("an authenticator expected");
        return known;
    }

    /// Messages that were dropped without an answer.
    long ignoredSoFar() {
        return answers.ignoredSoFar();
    }

    /// A REGISTER of an account is answered as the registrar said; anything else is not ours.
    boolean respond(ServerTransaction transaction) {
        Response response = answer;
        if (response == null) return false;
        transaction.respond(response);
        return true;
    }
}
