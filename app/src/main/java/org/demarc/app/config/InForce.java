package org.demarc.app.config;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.demarc.app.config.NodeConfig.Network;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.Protection;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.Whereabouts;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// What a reload puts in force on a node whose sockets stay as they are. A trunk that the open sockets cannot
/// serve stays as it was, or away when it is new, until a restart opens others: its routes then find one trunk
/// less, as with a trunk out of service.
///
/// @param edge all live keys as they are now
/// @param changed the keys that took effect
/// @param restart the keys that wait, each with the reason where it is not plain
public record InForce(EdgeConfig edge, List<String> changed, List<String> restart) {
    public InForce {
        changed = List.copyOf(changed);
        restart = List.copyOf(restart);
    }

    /// From what is in force, and the networks that are open, to as much of the file as can be.
    public static InForce between(NodeConfig running, NodeConfig next) {
        Changes changes = Changes.between(running, next);
        List<String> changed = new ArrayList<>(changes.live());
        List<String> restart = new ArrayList<>(changes.restart());
        List<Trunk> trunks = new ArrayList<>();
        List<Trunk> waiting = new ArrayList<>();
        for (Trunk trunk : next.edge().trunks()) {
            String lacking = lacking(trunk, running);
            if (lacking.isEmpty()) {
                trunks.add(trunk);
                continue;
            }
            changed.remove("trunks." + trunk.name());
            restart.add("trunks." + trunk.name() + " (" + lacking + ")");
            waiting.add(trunk);
        }
        if (!waiting.isEmpty()) {
            Map<Integer, NavigableMap<Long, NumberRange>> given = numbers(trunks);
            for (Trunk trunk : waiting) {
                Trunk before = before(running, trunk.name());
                if (before != null) trunks.add(kept(before, given));
            }
        }
        EdgeConfig edge = new EdgeConfig(
                running.edge().node(),
                trunks,
                next.edge().routes(),
                next.edge().timing(),
                running.edge().certified(),
                protection(running.edge().protection(), next.edge().protection()));
        return new InForce(edge, changed, restart);
    }

    /// What strangers may cost, and when the node is overloaded, is asked at the start alone.
    private static Protection protection(Protection running, Protection next) {
        return new Protection(next.emergencyNumbers(), next.emergencyReserve(), running.guard(), running.overload());
    }

    /// What the open networks lack for this trunk; empty when nothing.
    private static String lacking(Trunk trunk, NodeConfig running) {
        Network network = running.networks().stream()
                .filter(n -> n.name().equals(trunk.network()))
                .findFirst()
                .orElse(null);
        if (network == null) return "its network is new";
        if (network.media() == null) return "its network has no media ports yet";
        Whereabouts whereabouts = trunk.whereabouts();
        if (whereabouts != null) {
            for (Transport transport : whereabouts.abilities().transports()) {
                if (NetworkReader.serves(network, transport)) continue;
                return "its network does not listen on " + transport.parameter() + " yet";
            }
        }
        for (Peer peer : trunk.peers()) {
            if (!NetworkReader.serves(network, peer.transport())) {
                return "its network does not listen on " + peer.transport().parameter() + " yet";
            }
            boolean ipv4 = peer.address().getAddress() instanceof Inet4Address;
            if (network.addresses().stream().noneMatch(own -> own instanceof Inet4Address == ipv4)) {
                return "its network has no " + (ipv4 ? "IPv4" : "IPv6") + " address yet";
            }
        }
        return "";
    }

    private static @Nullable Trunk before(NodeConfig running, String name) {
        return running.edge().trunks().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// By their digits and first number; they do not overlap.
    private static Map<Integer, NavigableMap<Long, NumberRange>> numbers(List<Trunk> trunks) {
        Map<Integer, NavigableMap<Long, NumberRange>> all = new HashMap<>();
        for (Trunk trunk : trunks) {
            if (trunk.registers()) continue;
            for (NumberRange range : trunk.numbers()) {
                all.computeIfAbsent(range.digits(), _ -> new TreeMap<>()).put(range.first(), range);
            }
        }
        return all;
    }

    private static boolean given(NumberRange range, Map<Integer, NavigableMap<Long, NumberRange>> given) {
        NavigableMap<Long, NumberRange> alike = given.get(range.digits());
        var last = alike == null ? null : alike.floorEntry(range.last());
        return last != null && last.getValue().overlaps(range);
    }

    /// As it was, but for numbers that the file has given to another trunk meanwhile.
    private static Trunk kept(Trunk before, Map<Integer, NavigableMap<Long, NumberRange>> given) {
        if (before.registers()) return before;
        List<NumberRange> numbers =
                before.numbers().stream().filter(own -> !given(own, given)).toList();
        if (numbers.size() == before.numbers().size()) return before;
        return before.withNumbers(numbers);
    }
}
