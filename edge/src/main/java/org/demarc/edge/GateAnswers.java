package org.demarc.edge;

import java.util.function.Consumer;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.SourceGuard;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.event.EventSink;
import org.demarc.edge.registrar.Authenticator;
import org.demarc.edge.registrar.Authenticator.Proof;
import org.demarc.edge.registrar.Outcome;
import org.demarc.edge.registrar.Reflection;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.ResponseFlows;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.ua.UserAgent;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// What is said to requests that are not let in, and what is noted of who sends them.
///
/// What is asked for credentials costs no state: a challenge is sent and forgotten (RFC 3261 sections 8.2.7
/// and 26.3.2.4), and only what comes with right ones gets a transaction. Over UDP anybody may have sent what
/// seems to come from there, be it from a trunk's address: nobody gets more octets than came.
final class GateAnswers implements Authenticator.Sources {
    private final NodeState node;
    private final UserAgent agent;
    private final Sender sender;
    private final EventSink events;
    private final SourceGuard guard;
    private final Consumer<Flow> misbehaved;
    private final String tag;
    private long ignored;

    /// @param guard of what strangers may cost
    /// @param misbehaved hears of a source with wrong credentials where no registration is
    GateAnswers(
            NodeState node,
            UserAgent agent,
            Sender sender,
            EventSink events,
            SourceGuard guard,
            Consumer<Flow> misbehaved) {
        this.node = node;
        this.agent = agent;
        this.sender = sender;
        this.events = events;
        this.guard = guard;
        this.misbehaved = misbehaved;
        this.tag = agent.tokens().tag();
    }

    /// What shows that wrong credentials are the sender's own: a connection, or that it knew a nonce that
    /// went there.
    static SourceGuard.Proof proof(Flow flow) {
        SourceGuard.Proof ofFlow = SourceGuard.proof(flow);
        return ofFlow == SourceGuard.Proof.NONE ? SourceGuard.Proof.CHALLENGE : ofFlow;
    }

    /// The tag of the To of each challenge: the ACK of a refused INVITE is known by it.
    String tag() {
        return tag;
    }

    boolean isOfChallenge(Request ack) {
        return ack.toTag().equals(tag);
    }

    /// Whether a request that proved nothing yet is looked at. Of strangers over UDP there is an end to how
    /// often; what comes by UDP is what may go back: a request that is too short for its answer gets it when
    /// it is repeated. To be asked once for each request.
    ///
    /// @param mine says whether it answers a challenge; null: it has no credentials
    boolean mayAsk(Request request, Flow flow, RegistrarNode registering, @Nullable Authenticator mine) {
        if (SourceGuard.proof(flow) != SourceGuard.Proof.NONE) return true;
        long now = agent.timers().now();
        if (isStranger(flow, registering)) {
            // What answers a challenge that went there was written there: however many live behind one address, none of
            // them waits for the others' rate.
            boolean answers = mine != null
                    && request.has(HeaderName.AUTHORIZATION)
                    && mine.answers(request, flow, agent.timers().wallClock());
            if (!answers) return guard.mayAsk(request, flow, now);
            if (guard.banned(flow.remote().getAddress(), now)) return false;
        }
        guard.paid(flow.remote().getAddress(), Reflection.received(request), now);
        return true;
    }

    /// Nothing but its own words says whom a request is from.
    private boolean isStranger(Flow flow, RegistrarNode registering) {
        return node.generation().source(flow) == null
                && registering.registrations().on(flow, agent.timers().wallClock()) == null;
    }

    @Override
    public int place(Flow flow) {
        return guard.place(flow.remote().getAddress());
    }

    @Override
    public boolean failed(Flow flow) {
        RegistrarNode registering = node.registrar();
        return (registering == null || isStranger(flow, registering))
                && guard.failed(flow.remote().getAddress(), agent.timers().now());
    }

    /// Whether there is enough paid for this answer. To be asked once for each answer.
    boolean mayGet(Response response, Flow flow) {
        return guard.mayGet(response, flow, agent.timers().now());
    }

    /// Asks a request other than REGISTER for proof.
    ///
    /// @return false always: it is not let in
    boolean challenge(Request request, Flow flow, RegistrarNode registering, Response response, boolean wrong) {
        registering.counters().challenged(wrong);
        if (mayGet(response, flow)) reply(request, flow, response);
        return false;
    }

    /// Refuses a request whose credentials cannot belong to it.
    ///
    /// @return false always: it is not let in
    boolean malformed(Request request, Flow flow, String rule) {
        Response response = Response.answering(request, 400, "Bad Request", tag).build();
        boolean answered = mayGet(response, flow);
        if (answered) reply(request, flow, response);
        events.report(new CallEvent.Malformed(
                flow, "", request.method().name(), answered ? 400 : 0, "credentials for another URI: " + rule));
        return false;
    }

    void reply(Request request, Flow flow, Response response) {
        sender.send(response, ResponseFlows.of(request.topVia(), flow), null);
    }

    /// Says nothing.
    ///
    /// @return false always: it is not let in
    boolean ignored(Request request, Flow flow) {
        events.report(new CallEvent.Ignored(
                flow, request.method().name(), node.generation().routing().whyUnknown(flow)));
        ignored++;
        return false;
    }

    /// Messages that were dropped without an answer.
    long ignoredSoFar() {
        return ignored;
    }

    /// Notes what became of a REGISTER.
    void registered(Outcome outcome, Flow flow, RegistrarNode registering) {
        registering.counters().count(outcome);
        boolean wrong = outcome.proof() == Proof.WRONG;
        boolean asked = outcome.rule().isEmpty() || outcome.rule().equals("AUT-001");
        if (!asked || wrong) {
            Response response = outcome.response();
            events.report(new CallEvent.RegisterRefused(
                    flow,
                    outcome.account(),
                    outcome.username(),
                    response == null ? 0 : response.status(),
                    wrong ? "AUT-015" : outcome.rule()));
        }
        if (wrong) guessed(flow, registering);
        if (outcome.proof() == Proof.PROVEN) proved(flow);
    }

    /// Another request came with wrong credentials.
    void wrong(Request request, Flow flow, String username, RegistrarNode registering) {
        events.report(new CallEvent.DigestWrong(flow, request.method().name(), username));
        guessed(flow, registering);
    }

    /// A source that goes on guessing is shut out (catalogue AUT-015), but never one that holds a registration.
    private void guessed(Flow flow, RegistrarNode registering) {
        if (registering.registrations().on(flow, agent.timers().wallClock()) == null) misbehaved.accept(flow);
    }

    /// A call for help is let in without proof.
    void unauthenticated(Request invite, Flow flow, Trunk trunk) {
        events.report(new CallEvent.Unauthenticated(flow, trunk.name(), invite.callId(), invite.requestUriText()));
    }

    /// Right credentials came from there.
    void proved(Flow flow) {
        guard.proved(flow.remote().getAddress(), agent.timers().now());
    }
}
