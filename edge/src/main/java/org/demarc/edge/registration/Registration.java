package org.demarc.edge.registration;

import java.util.List;
import org.demarc.edge.registration.Locator.Target;
import org.demarc.edge.registration.RegistrationConfig.Timing;
import org.demarc.edge.registration.RegistrationSnapshot.State;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// One registration of a trunk: over one registrar, or over the first of several that serves it. At any time it waits
/// for its next attempt, looks for a registrar, or waits for the answer to one REGISTER (RFC 3261 section 10.2,
/// catalogue REG-036).
final class Registration implements Expiry, Search.Seeker, Binding.Holder {
    private enum Phase {
        WAITING,
        SEEKING,
        ASKING,
        OVER
    }

    /// Immediate repetitions of one attempt: challenges, 3xx, 420, 423, 439.
    private static final int MOST_REPEATS = 8;

    /// A new attempt after a loss begins within this (catalogue FLD-002), not all of a node in one millisecond.
    private static final long AT_ONCE = 500;

    private static final long HURRY = 1_000;

    private final RegistrationClient owner;
    private final RegistrationConfig config;
    private final List<SipUri> registrars;
    private final Authorizer authorizer;
    private final Terms terms;
    private final Search search;
    private final Standing standing;

    private Phase phase = Phase.WAITING;
    private @Nullable Binding binding;
    private @Nullable Timeout next;
    private long nextAt;
    private boolean stopping;
    private boolean clean;

    // The attempt at hand.
    private Authorizer.Exchange exchange;
    private @Nullable Ask current;
    private int repeats;
    private boolean hurry;

    Registration(RegistrationClient owner, List<SipUri> registrars, int regId) {
        this.owner = owner;
        this.config = owner.config;
        this.registrars = registrars;
        this.authorizer = Authorizer.ofRegistration(config, owner.trunk, owner.digester, owner.agent.tokens());
        this.terms = new Terms(owner, authorizer, regId);
        this.search = new Search(owner, registrars, this);
        this.standing = new Standing(owner.agent.timers());
        this.exchange = authorizer.exchange();
    }

    boolean registered() {
        return binding != null;
    }

    boolean over() {
        return phase == Phase.OVER;
    }

    /// Once it is over: nothing of it is left at the registrar, as far as we know.
    boolean clean() {
        return clean;
    }

    boolean credentialsRefused() {
        return standing.credentialsRefused;
    }

    /// How calls go out over it; null while it does not stand.
    @Nullable
    Way way() {
        Binding b = binding;
        return b == null || stopping ? null : b.way(registrars.get(b.registrar), terms.gin());
    }

    RegistrationSnapshot.FlowState snapshot() {
        Binding b = binding;
        Target shown = b != null ? b.target : search.target();
        return standing.snapshot(
                name(),
                shown == null ? "" : shown.describe(),
                shown == null ? 0 : terms.regId(shown),
                terms.gin(),
                b,
                next == null ? 0 : nextAt);
    }

    private String name() {
        Binding b = binding;
        return (b != null ? registrars.get(b.registrar) : search.registrar()).toString();
    }

    // ---- attempts

    /// Registers, or refreshes: now.
    void begin() {
        if (phase != Phase.WAITING || stopping) return;
        stopNext();
        repeats = 0;
        hurry = false;
        exchange = authorizer.exchange();
        Binding b = binding;
        if (b != null && b.doubtful && b.flow.transport().reliable()) {
            lost("no answer to REGISTER on its connection", "FLD-002");
            owner.keeper.abandon(b.flow);
        }
        b = binding;
        if (b != null && owner.sender.alive(b.flow) && !search.isHeld(b.target)) {
            search.backTo(b.registrar, b.redirected);
            ask(b.flow, b.target, true);
        } else {
            seek(null);
        }
    }

    private void seek(@Nullable Target except) {
        phase = Phase.SEEKING;
        if (binding == null) standing.become(State.REGISTERING);
        search.begin(except);
    }

    @Override
    public void attempt(Flow on, Target to) {
        exchange = authorizer.exchange(); // what another server made of our credentials says nothing here
        ask(on, to, false);
    }

    @Override
    public void said(int status, String why) {
        standing.said(status, why);
    }

    @Override
    public void exhausted(long hold) {
        later(hold, "REG-022");
    }

    private void ask(Flow on, Target to, boolean reused) {
        SipUri redirected = search.redirected();
        RegisterForm form = terms.form(to, redirected);
        Request register = terms.next(form, on, redirected != null ? redirected : search.registrar(), stopping);
        send(register, new Ask(this, on, to, form, reused, stopping));
    }

    /// In a transaction on that flow and no other: sent over TCP for its size, it would register another flow.
    private void send(Request register, Ask ask) {
        phase = Phase.ASKING;
        current = ask;
        owner.agent.transactions().send(register, ask.on, ask);
    }

    // ---- answers

    void answered(Ask ask, Request sent, Response response) {
        if (current != ask) return;
        current = null;
        phase = Phase.WAITING;
        said(response.status(), response.reason());
        if (ask.removal) removalAnswered(ask, sent, response);
        else if (stopping && !response.isSuccess()) remove();
        else react(ask, sent, response);
        settle();
    }

    void unanswered(Ask ask, Failure failure) {
        if (current != ask) return;
        current = null;
        phase = Phase.WAITING;
        said(failure.kind().status(), failure.why());
        if (!stopping) silent(ask, failure.flowFailed());
        settle();
    }

    private void settle() {
        if (stopping && phase == Phase.WAITING) finish(false);
        owner.changed();
    }

    private void react(Ask ask, Request sent, Response response) {
        var asked = new Reaction.Asked(
                ask.form.gin(),
                ask.form.outbound(),
                terms.expires(),
                ask.on.transport().secure());
        switch (Reaction.of(response, asked, config)) {
            case Reaction.Granted() -> granted(ask, response);
            case Reaction.Challenged() -> challenged(ask, sent, response);
            case Reaction.Longer(long seconds) -> {
                terms.expires(seconds);
                again(ask, "a lifetime of " + seconds + " s", "REG-018");
            }
            case Reaction.Plain() -> {
                terms.plain();
                again(ask, "the account alone, not in bulk (no gin)", "REG-032");
            }
            case Reaction.WithoutOutbound() -> {
                terms.withoutOutbound();
                again(ask, "no flow (the first hop has no outbound)", "RFC 5626 section 4.2.1");
            }
            case Reaction.Elsewhere(SipUri uri) -> {
                if (tooMany()) return;
                adapted("the registrar " + uri, "RFC 3261 section 8.1.3.4");
                phase = Phase.SEEKING;
                search.redirect(uri);
            }
            case Reaction.NextTarget(long hold) -> {
                hurry = hold == 0;
                if (hold > 0) search.hold(ask.to, config.timing().bounded(hold));
                failOver(ask);
            }
            case Reaction.Later(long hold) -> later(config.timing().bounded(hold), "REG-022");
            case Reaction.Unwanted(long hold, String why, String rule) ->
                unwanted(config.timing().bounded(hold), why, rule);
        }
    }

    /// The same in another form. Had our credentials been wrong, we would have heard that first.
    private void again(Ask ask, String what, String rule) {
        adapted(what, rule);
        if (tooMany()) return;
        exchange = authorizer.exchange();
        ask(ask.on, ask.to, ask.reused);
    }

    private void adapted(String what, String rule) {
        owner.report(new RegistrationEvent.Adapted(config.trunk(), name(), standing.lastStatus(), what, rule));
    }

    private boolean tooMany() {
        if (++repeats <= MOST_REPEATS) return false;
        unwanted(0, "no end to what the registrar wants otherwise", "REG-023");
        return true;
    }

    private void challenged(Ask ask, Request sent, Response response) {
        if (tooMany()) return;
        switch (exchange.challenged(sent, response, terms.via(ask.on))) {
            case Authorizer.Verdict.Again(Request register) -> {
                terms.repeated();
                send(register, ask.again());
            }
            case Authorizer.Verdict.GiveUp(boolean wrong, String why) -> {
                authorizer.forget();
                if (wrong) wrongCredentials(why);
                else unwanted(0, why, "AUT-013");
            }
        }
    }

    /// Our secret is wrong: tried with a fresh nonce a few times more, slowly, and then not before somebody changes
    /// something (catalogue AUT-008, REG-023).
    private void wrongCredentials(String why) {
        standing.credentialsRefused = true;
        if (++standing.refusals < config.timing().refusals()) {
            unwanted(0, why, "AUT-008");
            return;
        }
        refused(why + ", " + standing.refusals + " times in a row", -1, "AUT-008");
    }

    private void unwanted(long hold, String why, String rule) {
        long wait = Math.max(hold, config.timing().slowly(random()));
        schedule(wait);
        refused(why, wait, rule);
    }

    private void refused(String why, long wait, String rule) {
        standing.refused = true;
        standing.failures++;
        standing.become(State.REFUSED);
        if (binding != null) binding.refused();
        owner.report(new RegistrationEvent.Refused(config.trunk(), name(), standing.lastStatus(), why, wait, rule));
    }

    /// No answer, or no way to ask.
    private void silent(Ask ask, boolean flowFailed) {
        if (ask.reused && flowFailed && ask.on.transport().reliable()) {
            if (binding != null) lost("its connection failed: " + standing.lastReason(), "FLD-002");
            seek(null); // the flow failed, not the registration: RFC 5626 section 4.5
            return;
        }
        failOver(ask);
    }

    /// To the next server, if there is one.
    private void failOver(Ask ask) {
        phase = Phase.SEEKING;
        if (!ask.reused) {
            search.next();
            return;
        }
        if (binding != null) binding.doubtful = standing.lastStatus() == 408;
        seek(ask.to);
    }

    private void later(long hold, String rule) {
        authorizer.forget(); // what was not confirmed is not sent ahead again: it might be refused a second time
        standing.failures++;
        standing.refused = false;
        standing.become(binding != null ? State.REGISTERED : State.FAILED);
        long wait = config.timing().backOff(standing.failures, owner.othersLive(this), random());
        if (hurry && standing.failures == 1) {
            wait = HURRY; // Retry-After: 0 is valid (RFC 5626 section 4.2.1), but not for ever
        }
        wait = Math.max(hold, wait);
        schedule(wait);
        owner.report(new RegistrationEvent.Deferred(
                config.trunk(), name(), standing.lastStatus(), standing.lastReason(), wait, standing.failures, rule));
    }

    // ---- the binding

    private void granted(Ask ask, Response response) {
        Grant now = Grant.of(response, ask.form.contact(ask.on), config.instance(), ask.form.regId(), terms.expires());
        if (now.seconds() == 0) {
            unwanted(0, "the 2xx grants no lifetime", "REG-016");
            return;
        }
        exchange.accepted();
        Binding before = binding;
        boolean refreshed = before != null && ask.reused;
        Binding b = before;
        if (b == null || !ask.reused) {
            if (before != null) before.release();
            // A stream that was opened by this REGISTER has its number only now.
            Flow open = owner.flow(ask.to);
            b = new Binding(owner, this, open == null ? ask.on : open, ask.to, search.at(), search.redirected());
            binding = b;
        }
        search.stop();
        standing.registered(b.granted(now));
        schedule(Timing.refresh(now.seconds(), owner.patience(), random()));
        owner.report(
                refreshed
                        ? new RegistrationEvent.Refreshed(config.trunk(), name(), now.seconds())
                        : new RegistrationEvent.Registered(
                                config.trunk(),
                                name(),
                                b.flow,
                                now.seconds(),
                                terms.gin(),
                                now.outbound(),
                                now.remark()));
        if (stopping) remove();
        else if (b.flow.transport().reliable() && !owner.sender.alive(b.flow)) flowGone("the connection was closed");
    }

    @Override
    public void ranOut() {
        lost("its lifetime ran out", "REG-016");
        owner.changed();
    }

    @Override
    public void proven() {
        if (standing.lastStatus() < 300) standing.failures = 0;
        owner.changed();
    }

    @Override
    public void failed(Binding failed, String why) {
        flowGone(why);
        owner.keeper.abandon(failed.flow);
    }

    /// A connection ended.
    void closed(Flow ended) {
        if (binding != null && binding.isOn(ended)) flowGone("the connection was closed");
    }

    private void flowGone(String why) {
        boolean young = binding != null && binding.isYoung();
        lost(why, "FLD-002");
        if (phase == Phase.WAITING && !stopping && !standing.refused) {
            if (young) {
                said(503, why);
                later(0, "RFC 5626 section 4.5");
            } else {
                standing.become(State.REGISTERING);
                schedule(random() % (AT_ONCE + 1));
            }
        }
        owner.changed();
    }

    private void lost(String why, String rule) {
        String registrar = name();
        if (binding != null) binding.release();
        binding = null;
        if (!standing.refused) {
            boolean failing = phase == Phase.WAITING && standing.failures > 0;
            standing.become(failing ? State.FAILED : State.REGISTERING);
        }
        owner.report(new RegistrationEvent.Lost(config.trunk(), registrar, why, rule));
    }

    /// Asks whether we are known, if nothing says that we are not.
    void suspect() {
        if (binding != null && standing.lastStatus() < 300) begin();
    }

    /// Somebody changed something: a refusal is no reason to wait any more.
    void retry() {
        standing.refusals = 0;
        if (standing.refused) begin();
    }

    // ---- the end

    void stop() {
        if (stopping) return;
        stopping = true;
        stopNext();
        switch (phase) {
            case WAITING -> remove();
            case SEEKING -> {
                search.stop();
                phase = Phase.WAITING;
                remove();
            }
            case ASKING, OVER -> {} // one REGISTER at a time: what comes of it ends it
        }
    }

    /// Takes the binding away (RFC 3261 section 10.2.2, catalogue REG-021), over its flow.
    private void remove() {
        stopNext();
        Binding b = binding;
        if (b == null || standing.credentialsRefused) {
            finish(b == null);
            return;
        }
        exchange = authorizer.exchange();
        search.backTo(b.registrar, b.redirected);
        ask(b.flow, b.target, true);
    }

    private void removalAnswered(Ask ask, Request sent, Response response) {
        int status = response.status();
        if ((status == 401 || status == 407)
                && exchange.challenged(sent, response, owner.agent.outbound().via(ask.on))
                        instanceof Authorizer.Verdict.Again(Request register)) {
            terms.repeated();
            send(register, ask.again());
            return;
        }
        finish(response.isSuccess());
    }

    private void finish(boolean removed) {
        clean = removed;
        if (binding != null) binding.release();
        binding = null;
        stopNext();
        search.stop();
        phase = Phase.OVER;
        standing.become(State.STOPPED);
        authorizer.forget();
        owner.ended();
    }

    // ---- the next attempt

    @Override
    public void expired(int timer) {
        next = null;
        begin();
        owner.changed();
    }

    private void schedule(long millis) {
        stopNext();
        if (stopping) return;
        phase = Phase.WAITING;
        nextAt = owner.agent.timers().wallClock() + millis;
        next = owner.agent.timers().after(millis, this, 0);
    }

    private void stopNext() {
        if (next != null) next.cancel();
        next = null;
    }

    private long random() {
        return owner.agent.tokens().number();
    }
}
