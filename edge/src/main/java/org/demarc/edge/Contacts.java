package org.demarc.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.b2bua.RegisteredContacts;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.Inbound;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registrar.Target;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// The PBXs that registered, as the calls of one lane see them.
final class Contacts implements RegisteredContacts {
    private final NodeState node;
    private final Sender sender;
    private final Timers timers;

    Contacts(NodeState node, Sender sender, Timers timers) {
        this.node = node;
        this.sender = sender;
        this.timers = timers;
    }

    @Override
    public List<Target> contacts(Trunk trunk, String called) {
        RegistrarNode registering = node.registrar();
        Registration registration = node.registration(trunk);
        if (registering == null || registration == null) return List.of();
        return new Inbound(registering.registrations(), null, sender::alive)
                .toNumber(registration, escaped(trunk.written(called)), timers.wallClock())
                .remaining();
    }

    /// `#` is not allowed in a user part as it stands.
    private static String escaped(String called) {
        return called.indexOf('#') < 0 ? called : called.replace("#", "%23");
    }

    @Override
    public @Nullable Flow flow(Trunk trunk, Target to) {
        Flow own = to.flow();
        if (own != null) return own;
        if (to.route().isEmpty()) return flow(trunk, to.requestUri());
        String hop = to.route().getFirst(); // of Path, so with brackets: RFC 3327 section 4
        int open = hop.indexOf("<sip");
        int close = hop.indexOf('>', Math.max(0, open));
        if (open < 0 || close < 0) return null;
        return Uri.parse(hop.substring(open + 1, close)) instanceof Field.Present<Uri>(SipUri uri)
                ? flow(trunk, uri)
                : null;
    }

    /// To an address; names are not looked up.
    private @Nullable Flow flow(Trunk trunk, SipUri uri) {
        InetAddress host = literal(uri.host());
        if (host == null) return null;
        String named = uri.params().get("transport");
        Transport transport = named == null ? (uri.secure() ? Transport.TLS : Transport.UDP) : Transport.of(named);
        if (transport == null) return null;
        int port = uri.port() >= 0 ? uri.port() : transport.defaultPort();
        return sender.flow(trunk.network(), transport, new InetSocketAddress(host, port));
    }

    private static @Nullable InetAddress literal(String host) {
        if (host.isEmpty()) return null;
        char first = host.charAt(0);
        if (first != '[' && (first < '0' || first > '9')) return null;
        try {
            return InetAddress.ofLiteral(first == '[' ? host.substring(1, host.length() - 1) : host);
        } catch (IllegalArgumentException aName) {
            return null;
        }
    }

    @Override
    public @Nullable FlowChoice choice(Trunk trunk, Binding binding) {
        return binding.flow() == null || !binding.path().isEmpty() ? null : kept(trunk, binding.identity());
    }

    /// Keeps the dialogs of a call from this trunk on the flow that it came by.
    @Nullable
    FlowChoice choice(Trunk trunk, Flow flow) {
        Registration registration = node.registration(trunk);
        if (registration == null) return null;
        List<Binding> live = registration.bindings().live(timers.wallClock());
        for (Binding b : live) {
            Flow its = b.flow();
            if (its != null && same(its, flow)) return kept(trunk, b.identity());
        }
        // Known by its digest: the way that it came is the only one that is known to lead there.
        return kept(trunk, "");
    }

    /// The dialog stays on its flow. Where that is gone, or another one has taken its place in the registration (a
    /// new connection, another port of a NAT), it moves to that.
    private FlowChoice kept(Trunk trunk, String identity) {
        return last -> {
            Registration registration = node.registration(trunk);
            if (registration == null) return last;
            boolean alive = sender.alive(last);
            if (alive && (identity.isEmpty() || last.transport().reliable())) return last;
            Flow mine = null;
            List<Flow> others = new ArrayList<>(1);
            for (Binding b : registration.bindings().live(timers.wallClock())) {
                Flow flow = b.flow();
                if (flow == null || !sender.alive(flow)) continue;
                if (same(flow, last)) return last;
                if (b.identity().equals(identity)) mine = flow;
                others.add(flow);
            }
            if (mine != null) return mine;
            return alive || others.isEmpty() ? last : others.getFirst();
        };
    }

    private static boolean same(Flow a, Flow b) {
        return a.connection() == b.connection()
                && a.transport() == b.transport()
                && a.remote().equals(b.remote())
                && a.network().equals(b.network());
    }

    @Override
    public void lost(Target contact) {
        Flow flow = contact.flow();
        if (flow != null) lost(flow);
    }

    /// Nothing reaches anybody by this flow any more.
    void lost(Flow flow) {
        RegistrarNode registering = node.registrar();
        if (registering != null) registering.registrations().closed(flow);
    }
}
