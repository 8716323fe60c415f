package org.demarc.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.b2bua.RegisteredContacts;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.ContactRules;
import org.demarc.edge.registrar.Inbound;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registrar.Target;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.message.IpText;
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
    public List<Target> contacts(Trunk trunk, String called, @Nullable Uri asked) {
        RegistrarNode registering = node.registrar();
        Registration registration = node.registration(trunk);
        if (registering == null || registration == null) return List.of();
        return new Inbound(registering.registrations(), null, sender::alive)
                .toNumber(registration, escaped(trunk.written(called)), gruu(registration, asked), timers.wallClock())
                .remaining();
    }

    /// Null for what is no GRUU that we gave.
    private static @Nullable SipUri gruu(Registration registration, @Nullable Uri asked) {
        return asked instanceof SipUri uri
                        && Inbound.isGruu(uri)
                        && uri.host().equalsIgnoreCase(registration.account().domain())
                ? uri
                : null;
    }

    /// `#` is not allowed in a user part as it stands.
    private static String escaped(String called) {
        return called.indexOf('#') < 0 ? called : called.replace("#", "%23");
    }

    /// To the address that a hop of Path or a Contact is. Names are not looked up: what they say may change, and who
    /// registered proved one host.
    @Override
    public Reach reach(Trunk trunk, Target to) {
        Flow own = to.flow();
        if (own != null) return Reach.by(own);
        SipUri uri = to.route().isEmpty()
                ? to.requestUri()
                : ContactRules.hop(to.route().getFirst());
        InetAddress host = uri == null ? null : IpText.parse(uri.host());
        if (uri == null || host == null) return Reach.none("its flow is gone, and it has a name", "REG-053");
        Binding binding = to.binding();
        if (!host.equals(binding.origin().address())) {
            return Reach.none("its flow is gone, and it is elsewhere than it registered from", "REG-053");
        }
        Transport transport = ContactRules.transport(uri);
        if (transport == null) return Reach.none("its transport is none of ours", "RFC 3261 section 18");
        if (transport == Transport.WS || transport == Transport.WSS) {
            return Reach.none("its WebSocket is gone, and only it can open another", "RFC 7118 section 5");
        }
        if (binding.secure() && !transport.secure()) {
            return Reach.none("it registered over TLS, and its Contact is not for it", "RFC 3261 section 26.2.2");
        }
        int port = uri.port() >= 0 ? uri.port() : transport.defaultPort();
        var address = new InetSocketAddress(host, port);
        Flow flow = sender.flow(trunk.network(), transport, address);
        if (flow == null) return Reach.none("network " + trunk.network() + " has no listener for it", "networks");
        if (isOurs(transport, address)) return Reach.none("it leads back to us", "CAL-021");
        String others = othersAt(trunk, flow);
        return others == null ? Reach.by(flow) : Reach.none("trunk " + others + " is there", "ARCH-006");
    }

    /// We listen there ourselves, on whatever network.
    private boolean isOurs(Transport transport, InetSocketAddress address) {
        String text = IpText.host(address.getAddress()) + ":" + address.getPort();
        for (Trunk trunk : node.generation().config().trunks()) {
            Flow flow = sender.flow(trunk.network(), transport, address);
            if (flow != null && (flow.local().equals(address) || flow.sentBy().equalsIgnoreCase(text))) return true;
        }
        return false;
    }

    /// The name of another trunk that is exactly at the far end of a flow: by the configuration, or registered.
    private @Nullable String othersAt(Trunk trunk, Flow flow) {
        Trunk configured = node.generation().routing().configured(flow);
        if (configured != null && !configured.name().equals(trunk.name())) return configured.name();
        RegistrarNode registering = node.registrar();
        Registration on =
                registering == null ? null : registering.registrations().on(flow, timers.wallClock());
        return on == null || on.account().name().equals(trunk.name())
                ? null
                : on.account().name();
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
    public void doubted(Trunk trunk, Target contact) {
        RegistrarNode registering = node.registrar();
        Registration registration = node.registration(trunk);
        if (registering == null || registration == null) return;
        registering.registrations().look(registration, contact.binding().health(), true);
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
