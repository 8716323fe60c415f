package org.demarc.app.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.demarc.app.config.ConfigFile;
import org.demarc.app.config.Environment;
import org.demarc.app.config.Loaded;
import org.demarc.app.config.NodeConfig;
import org.demarc.app.log.EventLog;
import org.demarc.app.node.CannotStart;
import org.demarc.app.node.Node;
import org.demarc.net.CannotBind;
import org.demarc.pbx.phone.Extension;
import org.demarc.pbx.phone.PbxConfig;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// PBX, enterprise edge, provider edge and far end, running. One thread at a time calls its methods.
public final class Lab implements AutoCloseable {
    private static final int MOST_EVENTS = 100_000;
    private static final int MOST_CALLS = 2_000;
    private static final long PATIENCE = 30_000;
    private static final long LAST_BYES_MILLIS = 300;

    private final LabPlan plan;
    private final Node enterprise;
    private final Node provider;
    private final PbxHost pbx;
    private final PbxHost far;
    private final BlockingQueue<LabEvent> events;
    private final Deque<AutoCloseable> parts;

    private Lab(
            LabPlan plan,
            Node enterprise,
            Node provider,
            PbxHost pbx,
            PbxHost far,
            BlockingQueue<LabEvent> events,
            Deque<AutoCloseable> parts) {
        this.plan = plan;
        this.enterprise = enterprise;
        this.provider = provider;
        this.pbx = pbx;
        this.far = far;
        this.events = events;
        this.parts = parts;
    }

    /// Starts everything, or nothing.
    ///
    /// @param ringMillis how long a phone rings before it answers
    /// @param log where the edges report
    public static Lab start(long ringMillis, EventLog log) throws LabCannotStart {
        Deque<AutoCloseable> parts = new ArrayDeque<>(); // the last one that was started is closed first
        try {
            LabPlan plan = kept(parts, LabPlan.take());
            Voices voices = kept(parts, new Voices());
            BlockingQueue<LabEvent> events = new LinkedBlockingQueue<>(MOST_EVENTS);
            PbxHost pbx =
                    kept(parts, host(Side.PBX, plan.pbx(), plan.inside(), Numbering.pbx(ringMillis), voices, events));
            PbxHost far =
                    kept(parts, host(Side.FAR, plan.far(), plan.core(), Numbering.far(ringMillis), voices, events));
            Node provider = kept(parts, node("provider edge of the lab", LabConfig.provider(plan), log));
            Node enterprise = kept(parts, node("enterprise edge of the lab", LabConfig.enterprise(plan), log));
            return new Lab(plan, enterprise, provider, pbx, far, events, parts);
        } catch (IOException | CannotStart | CannotBind e) {
            close(parts);
            throw new LabCannotStart(String.valueOf(e.getMessage()), e);
        }
    }

    private static <T extends AutoCloseable> T kept(Deque<AutoCloseable> parts, T part) {
        parts.push(part);
        return part;
    }

    private static PbxHost host(
            Side side,
            LabPlan.Place at,
            LabPlan.Place trunk,
            List<Extension> phones,
            Voices voices,
            BlockingQueue<LabEvent> events) {
        var config =
                new PbxConfig(LabConfig.DOMAIN, "lan", Transport.UDP, trunk.socket(), phones, PATIENCE, MOST_CALLS);
        return PbxHost.start(
                config,
                at.socket(),
                voices.at(at.address()),
                report -> events.offer(new LabEvent.Changed(side, report)));
    }

    private static Node node(String name, String yaml, EventLog log) throws CannotStart {
        return switch (ConfigFile.read(yaml, Environment.SYSTEM, Path.of("."))) {
            case Loaded.Sound(NodeConfig config, var _) -> Node.start(name, config, log);
            case Loaded.Unsound(var errors) ->
                throw new IllegalStateException(name + ": " + errors.getFirst().line("configuration"));
        };
    }

    LabPlan plan() {
        return plan;
    }

    /// The edge in front of the PBX.
    public Node enterprise() {
        return enterprise;
    }

    /// The edge of the provider.
    public Node provider() {
        return provider;
    }

    /// A phone of one side dials a number.
    void dial(Side side, Extension phone, String number) {
        host(side)
                .dial(
                        phone.name(),
                        number,
                        why -> events.offer(new LabEvent.NotDialled(side, phone.number(), number, why)));
    }

    void hangup(Side side, long call) {
        host(side).hangup(call);
    }

    private PbxHost host(Side side) {
        return side == Side.PBX ? pbx : far;
    }

    /// What happened next.
    ///
    /// @return null when nothing did within the time
    @Nullable
    LabEvent next(long millis) throws InterruptedException {
        return events.poll(millis, TimeUnit.MILLISECONDS);
    }

    /// What is alive in both edges.
    Leftovers leftovers() throws InterruptedException {
        return new Leftovers(leftovers(enterprise), leftovers(provider));
    }

    private static Leftovers.Of leftovers(Node node) throws InterruptedException {
        try {
            var status = node.status().get(5, TimeUnit.SECONDS);
            return new Leftovers.Of(status.counts().calls(), status.counts().dialogs(), status.mediaPorts());
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("an edge of the lab does not answer", e);
        }
    }

    /// Ends the calls and stops everything.
    @Override
    public void close() {
        pbx.hangupAll();
        far.hangupAll();
        try {
            long until = System.nanoTime() + LAST_BYES_MILLIS * 1_000_000;
            while (!leftovers().none() && System.nanoTime() < until) events.poll(10, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(parts);
    }

    private static void close(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the lab does not close", e);
            }
        }
    }
}
