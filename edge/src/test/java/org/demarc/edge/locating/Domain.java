package org.demarc.edge.locating;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.Route;
import org.demarc.edge.world.World;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.AddressFamilies;
import org.demarc.sip.location.Destination;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.Whereabouts;

/// A world whose carrier is `sp.example`, with a zone that can be changed.
final class Domain {
    final World world;
    final VirtualDns dns;
    final List<LocatingEvent> events = new ArrayList<>();
    private final Transport transport;
    private final EdgeConfig before;
    private Trunk.Probe probe = Trunk.Probe.OFF;
    private boolean controlled;
    private int weight;
    private AddressFamilies families = AddressFamilies.IPV4;

    Domain(World world, VirtualDns dns, Transport transport) {
        this.world = world;
        this.dns = dns;
        this.transport = transport;
        this.before = world.config();
    }

    Domain probed(Trunk.Probe as) {
        probe = as;
        return this;
    }

    Domain controlled(boolean on) {
        controlled = on;
        return this;
    }

    Domain families(AddressFamilies of) {
        families = of;
        return this;
    }

    /// The configuration is read again, with another one of `peers`.
    void reload() {
        weight++;
        begin();
    }

    /// The carrier is found by its domain from now on, and by nothing else; the spare one is left out.
    void begin() {
        List<Trunk> trunks = new ArrayList<>();
        for (Trunk t : before.trunks()) {
            if (t.name().equals("Acme")) trunks.add(t);
            if (t.name().equals("Carrier")) trunks.add(carrier(t));
        }
        world.node()
                .reconfigure(
                        new EdgeConfig(
                                before.node(),
                                trunks,
                                List.of(new Route("Acme", "+1408*", List.of("Carrier"))),
                                before.timing()),
                        world.clock().millis());
        world.lanes().getFirst().locate(dns, events::add, () -> {});
    }

    private Trunk carrier(Trunk t) {
        var places = new Whereabouts(
                List.of(new Whereabouts.Entry(Destination.domain("sp.example"), 1, weight)),
                new Abilities(List.of(transport), families));
        return new Trunk(
                        t.name(),
                        t.faces(),
                        t.network(),
                        null,
                        List.of(),
                        List.of(),
                        t.numbers(),
                        t.limits(),
                        t.latching(),
                        probe)
                .with(t.limits(), controlled)
                .withWhereabouts(places);
    }

    /// One server in the zone.
    void server(String name, int priority, int weight, long ttl, String... addresses) {
        String service = (transport == Transport.UDP ? "_sip._udp." : "_sip._tcp.") + "sp.example";
        dns.srv(service, ttl, priority, weight, name + ".sp.example").address(name + ".sp.example", ttl, addresses);
    }

    /// No names any more: nothing of the search is left.
    void end() {
        world.node().reconfigure(before, world.clock().millis());
        world.lanes().getFirst().reconfigured();
    }
}
