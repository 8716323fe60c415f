package org.demarc.app.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.demarc.app.config.ConfigFile;
import org.demarc.app.config.Environment;
import org.demarc.app.config.Loaded;
import org.demarc.app.config.NodeConfig;
import org.demarc.edge.Edge;
import org.demarc.edge.admission.NodeState;
import org.demarc.pbx.phone.CallReport;
import org.demarc.pbx.phone.CallState;
import org.demarc.pbx.phone.Extension;
import org.demarc.pbx.phone.Pbx;
import org.demarc.pbx.phone.PbxConfig;
import org.demarc.sim.Faults;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Transport;

/// The whole lab on virtual time and a faulty network, with the configurations of the real one.
final class VirtualLab {
    final VirtualClock clock = new VirtualClock();
    final FaultyNetwork<InetSocketAddress, byte[]> wire;
    final Phones pbx;
    final Phones far;
    final Border enterprise;
    final Border provider;

    /// A PBX, its voices and what it reported.
    record Phones(Pbx pbx, VirtualVoices voices, List<CallReport> reports) {
        List<CallReport> ended() {
            return reports.stream().filter(r -> r.state() == CallState.ENDED).toList();
        }
    }

    /// An edge and its relay.
    record Border(Edge edge, VirtualRelay relay) {
        boolean isEmpty() {
            return edge.counts().calls() == 0 && edge.counts().dialogs() == 0 && relay.portsInUse() == 0;
        }
    }

    VirtualLab(Gen gen, Faults faults) {
        wire = new FaultyNetwork<>(clock, gen.split(), faults);
        LabPlan plan = LabPlan.ofBlock(10, () -> {});
        pbx = phones(gen, plan.pbx(), plan.inside(), Numbering.pbx(1_000));
        far = phones(gen, plan.far(), plan.core(), Numbering.far(1_000));
        provider = border(gen, LabConfig.provider(plan), Map.of("access", plan.access(), "core", plan.core()));
        enterprise =
                border(gen, LabConfig.enterprise(plan), Map.of("inside", plan.inside(), "outside", plan.outside()));
    }

    private Phones phones(Gen gen, LabPlan.Place at, LabPlan.Place trunk, List<Extension> extensions) {
        var host = new VirtualHost(clock, wire, gen.split(), Map.of("lan", at.socket()));
        var voices = new VirtualVoices(clock, wire, at.address(), gen.split());
        List<CallReport> reports = new ArrayList<>();
        var config = new PbxConfig(LabConfig.DOMAIN, "lan", Transport.UDP, trunk.socket(), extensions, 60_000, 100);
        var made = new Pbx(config, voices, host, host, host, TimerConfig.RFC3261, call -> reports.add(call.report()));
        host.drive(made);
        return new Phones(made, voices, reports);
    }

    private Border border(Gen gen, String yaml, Map<String, LabPlan.Place> places) {
        if (!(ConfigFile.read(yaml, Environment.SYSTEM, Path.of("."))
                instanceof Loaded.Sound(NodeConfig config, var _))) {
            throw new IllegalStateException("the lab's configuration is not sound:\n" + yaml);
        }
        Map<String, InetSocketAddress> points = new java.util.HashMap<>();
        Map<String, InetAddress> hosts = new java.util.HashMap<>();
        places.forEach((network, place) -> {
            points.put(network, place.socket());
            hosts.put(network, place.address());
        });
        var host = new VirtualHost(clock, wire, gen.split(), points);
        var relay = new VirtualRelay(wire, hosts);
        var edge = new Edge(
                0, new NodeState(config.edge(), clock.millis()), relay, host, host, host, TimerConfig.RFC3261, _ -> {});
        host.drive(edge);
        return new Border(edge, relay);
    }

    void runFor(long millis) {
        clock.runFor(Duration.ofMillis(millis));
    }

    boolean isEmpty() {
        return pbx.pbx().calls().isEmpty()
                && far.pbx().calls().isEmpty()
                && pbx.pbx().dialogs() == 0
                && far.pbx().dialogs() == 0
                && pbx.voices().inUse() == 0
                && far.voices().inUse() == 0
                && enterprise.isEmpty()
                && provider.isEmpty();
    }
}
