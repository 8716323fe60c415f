package org.demarc.edge.world;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.demarc.sim.Gen;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.IncomingInvite;
import org.demarc.sip.ua.UserAgent;
import org.demarc.sip.ua.UserAgentUser;

/// A telephone system out of our own user agent, which behaves as its plan says.
public final class UaAgent implements Agent, UserAgentUser, LaneCore {
    final World world;
    final Gen gen;
    private final Zone zone;
    private final InetSocketAddress address;
    private final Transport transport;
    private final List<UaLeg> legs = new ArrayList<>();
    private int nextPort = 40_000;
    VirtualSender sender;
    VirtualTimers timers;
    UserAgent agent;

    UaAgent(World world, Zone zone, InetSocketAddress address, Transport transport) {
        this.world = world;
        this.zone = zone;
        this.address = address;
        this.transport = transport;
        this.gen = world.gen.split();
        sender = world.socket(VirtualSender.Watch.NONE);
        timers = new VirtualTimers(world.clock);
        agent = build();
    }

    private UserAgent build() {
        sender.bind(zone.network(), address, Set.of(Transport.UDP, Transport.TCP));
        sender.core(this);
        return new UserAgent(
                sender, timers, SeededTokens.marked(gen.split(), zone.word()), TimerConfig.RFC3261, 10_000, this);
    }

    @Override
    public Zone zone() {
        return zone;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void crash() {
        sender.die();
        for (UaLeg leg : legs) leg.end(Party.State.CRASHED, "the machine died", world.clock.millis());
        legs.clear();
    }

    @Override
    public void revive() {
        sender = world.socket(VirtualSender.Watch.NONE);
        timers = new VirtualTimers(world.clock);
        agent = build();
    }

    @Override
    public int alive() {
        return agent.dialogs() + agent.transactions().size();
    }

    @Override
    public void dial(Script script) {
        var leg = new UaLeg(this, script, true);
        script.caller = leg;
        legs.add(leg);
        if (sender.dead()) {
            leg.end(Party.State.CRASHED, "the machine is dead", world.clock.millis());
            return;
        }
        Flow flow = sender.flow(zone.network(), transport, zone.edge());
        if (flow == null) throw new IllegalStateException("no way to the edge");
        leg.dial(flow);
    }

    /// A description of new media of this machine.
    MiniSdp newMedia(boolean twoStreams) {
        nextPort += 4;
        var audio = new MiniSdp.Stream("audio", nextPort, "sendrecv");
        List<MiniSdp.Stream> streams =
                twoStreams ? List.of(audio, new MiniSdp.Stream("video", nextPort + 2, "sendrecv")) : List.of(audio);
        return new MiniSdp(
                zone.word(),
                Long.toString(gen.bits() >>> 8),
                gen.below(1_000_000),
                address.getAddress().getHostAddress(),
                streams);
    }

    int newPort() {
        nextPort += 4;
        return nextPort;
    }

    Extra extra(int padding) {
        List<Extra.Line> lines = new ArrayList<>();
        lines.add(new Extra.Line(HeaderName.USER_AGENT, zone.word() + "-UA/1.0"));
        if (padding > 0) lines.add(new Extra.Line(HeaderName.SUBJECT, zone.word() + "x".repeat(padding)));
        return new Extra(lines);
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        agent.received(message, flow);
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow flow) {
        if (!world.isDisturbed()) throw new AssertionError("the edge sent what cannot be read: " + malformed.why());
    }

    @Override
    public void closed(Flow flow) {}

    @Override
    public void invited(IncomingInvite invite) {
        Script script = invite.request().requestUri() instanceof SipUri uri && uri.user() != null
                ? world.script(uri.user())
                : null;
        if (script == null) {
            invite.refuse(404, "Not Found", Extra.NONE);
            return;
        }
        var leg = new UaLeg(this, script, false);
        script.called.add(leg);
        legs.add(leg);
        leg.invited(invite);
    }

    @Override
    public void asked(ServerTransaction transaction, Request request) {
        transaction.respond(agent.answer(request, 200, "OK").build());
    }

    @Override
    public String toString() {
        return "user agent " + VirtualSender.text(address) + ", " + agent.dialogs() + " dialogs";
    }
}
