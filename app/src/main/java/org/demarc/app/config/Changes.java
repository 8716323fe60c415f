package org.demarc.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.edge.config.EdgeConfig.Timing;
import org.demarc.edge.config.Protection;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// What differs between two configurations, by key.
///
/// @param live what a reload puts in force
/// @param restart what waits for a restart
public record Changes(List<String> live, List<String> restart) {
    public Changes {
        live = List.copyOf(live);
        restart = List.copyOf(restart);
    }

    /// From what is in force to what the file says now.
    public static Changes between(NodeConfig before, NodeConfig after) {
        List<String> live = new ArrayList<>();
        List<String> restart = new ArrayList<>();
        differs(restart, "node", before.edge().node(), after.edge().node());
        networks(before, after, restart);
        differs(restart, "admin", before.admin(), after.admin());
        differs(restart, "lanes", before.lanes(), after.lanes());
        differs(restart, "relay", before.relay(), after.relay());
        differs(restart, "store", before.store(), after.store());
        trunks(before, after, live);
        differs(live, "routes", before.edge().routes(), after.edge().routes());
        Timing a = before.edge().timing();
        Timing b = after.edge().timing();
        differs(live, "timing.no-response", a.noResponse(), b.noResponse());
        differs(live, "timing.ringing", a.ringing(), b.ringing());
        differs(live, "timing.call-duration", a.callDuration(), b.callDuration());
        differs(live, "timing.media-silence", a.mediaSilence(), b.mediaSilence());
        differs(live, "timing.dialog-probe", a.dialogProbe(), b.dialogProbe());
        differs(live, "limits.calls", a.calls(), b.calls());
        Protection c = before.edge().protection();
        Protection d = after.edge().protection();
        differs(live, "limits.emergency-reserve", c.emergencyReserve(), d.emergencyReserve());
        differs(live, "emergency.numbers", c.emergencyNumbers(), d.emergencyNumbers());
        differs(restart, "overload", c.overload(), d.overload());
        if (!c.guard().equals(d.guard()) || !before.connections().equals(after.connections())) restart.add("guard");
        differs(live, "dns", before.dns(), after.dns());
        differs(live, "log", before.log(), after.log());
        return new Changes(live, restart);
    }

    private static void networks(NodeConfig before, NodeConfig after, List<String> restart) {
        for (NodeConfig.Network now : after.networks()) {
            differs(restart, "networks." + now.name(), find(before, now.name()), now);
        }
        for (NodeConfig.Network then : before.networks()) {
            if (find(after, then.name()) == null) restart.add("networks." + then.name() + " (removed)");
        }
    }

    private static NodeConfig.@Nullable Network find(NodeConfig config, String name) {
        return config.networks().stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static void trunks(NodeConfig before, NodeConfig after, List<String> live) {
        for (Trunk now : after.edge().trunks()) differs(live, "trunks." + now.name(), trunk(before, now.name()), now);
        for (Trunk then : before.edge().trunks()) {
            if (trunk(after, then.name()) == null) live.add("trunks." + then.name() + " (removed)");
        }
    }

    private static @Nullable Trunk trunk(NodeConfig config, String name) {
        return config.edge().trunks().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static void differs(List<String> changed, String key, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) changed.add(key);
    }
}
