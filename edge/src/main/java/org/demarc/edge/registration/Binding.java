package org.demarc.edge.registration;

import java.util.List;
import org.demarc.edge.registration.Locator.Target;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// A binding that stands at the registrar, with the flow that it was made on and the keep-alives there.
final class Binding implements Expiry, FlowKeeper.Watch {
    /// Whose it is. Nothing is told after `release`.
    interface Holder {
        /// Its lifetime is over.
        void ranOut();

        /// Its flow failed.
        void failed(Binding binding, String why);

        /// The first keep-alive was answered: the flow is a success (RFC 5626 section 4.5).
        void proven();
    }

    /// A flow that does not live so long was no success.
    private static final long YOUNG = 10_000;

    final Flow flow;
    final Target target;
    final int registrar;
    final @Nullable SipUri redirected;

    /// A REGISTER on it had no answer.
    boolean doubtful;

    private final RegistrationClient owner;
    private final Holder holder;
    private final long formedAt;
    private Grant grant = new Grant(0, false, List.of(), 0, -1, "");
    private long expiresAt;
    private @Nullable Timeout runsOut;
    private FlowKeeper.@Nullable Kept kept;
    private FlowKeeper.@Nullable Pulse pulse;
    private boolean released;

    /// @param registrar which of those configured it was made over
    /// @param redirected where that one pointed; null: nowhere
    Binding(
            RegistrationClient owner,
            Holder holder,
            Flow flow,
            Target target,
            int registrar,
            @Nullable SipUri redirected) {
        this.owner = owner;
        this.holder = holder;
        this.flow = flow;
        this.target = target;
        this.registrar = registrar;
        this.redirected = redirected;
        this.formedAt = owner.agent.timers().now();
    }

    /// Lasts anew, from now on.
    ///
    /// @return true when the flow is a success already: nothing is left to be proven by a keep-alive
    boolean granted(Grant now) {
        grant = now;
        doubtful = false;
        long lifetime = now.seconds() * 1_000;
        expiresAt = owner.agent.timers().wallClock() + lifetime;
        if (runsOut != null) runsOut.cancel();
        runsOut = owner.agent.timers().after(lifetime, this, 0);
        FlowKeeper.Pulse wanted = FlowKeeper.Pulse.of(flow, now);
        if (kept != null && wanted != null && wanted.equals(pulse)) return true;
        if (kept != null) kept.stop();
        kept = null;
        pulse = wanted;
        if (wanted != null) kept = owner.keeper.keep(flow, wanted, this);
        return wanted == null || wanted.kind() == FlowKeeper.Kind.CRLF_UNANSWERED;
    }

    /// A refresh was refused. RFC 3608 section 6.1: "the UA SHOULD discard any stored service route". The flow may be
    /// used while the lifetime runs (catalogue REG-028).
    void refused() {
        grant = new Grant(
                grant.seconds(), grant.outbound(), List.of(), grant.flowTimer(), grant.keep(), grant.remark());
    }

    Grant grant() {
        return grant;
    }

    /// How calls go out over it.
    ///
    /// @param proxy the registrar that it was made over
    Way way(SipUri proxy, boolean gin) {
        List<String> routes = grant.routes();
        // RFC 3608 section 6.1 leaves it to us how both go together: the flow already leads through the proxy.
        if (routes.isEmpty() && proxy.params().has("lr")) routes = List.of("<" + proxy + ">");
        return new Way(flow, routes, gin, grant.outbound());
    }

    /// Milliseconds since 1970.
    long expiresAt() {
        return expiresAt;
    }

    boolean isYoung() {
        return owner.agent.timers().now() - formedAt < YOUNG;
    }

    /// True when its flow is the connection that ended.
    boolean isOn(Flow ended) {
        if (!flow.transport().reliable()) return false;
        return flow.equals(ended)
                || (flow.connection() == 0
                        && flow.transport() == ended.transport()
                        && flow.network().equals(ended.network())
                        && flow.remote().equals(ended.remote()));
    }

    void release() {
        released = true;
        if (kept != null) kept.stop();
        kept = null;
        if (runsOut != null) runsOut.cancel();
        runsOut = null;
    }

    @Override
    public void expired(int timer) {
        runsOut = null;
        holder.ranOut();
    }

    @Override
    public void answered() {
        if (!released) holder.proven();
    }

    @Override
    public void failed(String why) {
        if (!released) holder.failed(this, why);
    }
}
