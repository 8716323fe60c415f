package org.demarc.edge;

import java.net.InetSocketAddress;
import org.demarc.edge.admission.Controlled;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.OverloadServer;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// Tells the clients that listen, in each response to them, how much they should hold back: RFC 7339 section 5.
final class OverloadSender implements Sender {
    private final Sender sender;
    private final NodeState node;
    private final Timers timers;

    OverloadSender(Sender sender, NodeState node, Timers timers) {
        this.sender = sender;
        this.node = node;
        this.timers = timers;
    }

    @Override
    public void send(SipMessage message, Flow flow, @Nullable SendFailure onFailure) {
        Controlled controlled = node.controlled();
        sender.send(controlled == null ? message : told(message, flow, controlled), flow, onFailure);
    }

    private SipMessage told(SipMessage message, Flow flow, Controlled controlled) {
        OverloadServer server = node.overload();
        if (server == null || !(message instanceof Response response) || !controlled.speaks(flow)) return message;
        return server.amend(response, timers.now(), timers.wallClock());
    }

    @Override
    public @Nullable Flow flow(String network, Transport transport, InetSocketAddress remote) {
        return sender.flow(network, transport, remote);
    }

    @Override
    public @Nullable Flow flow(String network, Transport transport, InetSocketAddress remote, String domain) {
        return sender.flow(network, transport, remote, domain);
    }

    @Override
    public boolean alive(Flow flow) {
        return sender.alive(flow);
    }

    @Override
    public boolean race(Flow first, Flow second, long patience, Raced told) {
        return sender.race(first, second, patience, told);
    }
}
