package org.demarc.app.config;

import java.util.HashSet;
import java.util.Set;
import org.demarc.app.config.Context.Text;
import org.demarc.app.config.NodeConfig.ConnectionConfig;
import org.demarc.edge.config.Protection;
import org.demarc.edge.config.Protection.Guard;
import org.demarc.edge.config.Protection.Overload;
import org.jspecify.annotations.Nullable;

/// Reads what protects the node and calls for help: `emergency`, `overload`, `guard`, and the reserve of `limits`.
final class ProtectionReader {
    private static final long SECOND = 1_000;
    private static final long HOUR = 3_600 * SECOND;
    private static final int MAX_NUMBERS = 64;
    private static final int MOST = 10_000;
    private static final int MOST_CONNECTIONS = 1_000_000;

    private final Section root;
    private ConnectionConfig connections = ConnectionConfig.DEFAULT;

    ProtectionReader(Section root) {
        this.root = root;
    }

    Protection read() {
        Protection d = Protection.DEFAULT;
        Section limits = root.section("limits");
        int reserve = limits == null
                ? d.emergencyReserve()
                : limits.integer("emergency-reserve", 0, 100, d.emergencyReserve());
        return new Protection(
                numbers(root.section("emergency")),
                reserve,
                guard(root.section("guard")),
                overload(root.section("overload")));
    }

    /// What `guard` says of connections. After `read`.
    ConnectionConfig connections() {
        return connections;
    }

    private static Set<String> numbers(@Nullable Section section) {
        if (section == null || !section.has("numbers")) return Protection.DEFAULT.emergencyNumbers();
        String expected = "a number as dialled, like 112,";
        Set<String> all = new HashSet<>();
        for (Text text : section.texts("numbers", expected, MAX_NUMBERS)) {
            if (!isNumber(text.value())) section.error(text.at(), expected + " is expected, not " + text.shown());
            all.add(text.value());
        }
        return all;
    }

    private static boolean isNumber(String text) {
        int from = text.startsWith("+") ? 1 : 0;
        if (text.length() == from || text.length() > 20) return false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '*' && c != '#') return false;
        }
        return true;
    }

    private static Overload overload(@Nullable Section section) {
        Overload d = Overload.DEFAULT;
        if (section == null) return d;
        return new Overload(
                section.duration("delay", 50, 10 * SECOND, true, d.delay()),
                section.integer("queue", 1, 100, d.queue()));
    }

    private Guard guard(@Nullable Section section) {
        Guard d = Guard.DEFAULT;
        if (section == null) return d;
        connections = new ConnectionConfig(
                section.integer("connections-per-source", 1, MOST_CONNECTIONS, connections.perSource()),
                section.integer("connections-per-second", 1, MOST_CONNECTIONS, connections.perSecond()));
        return new Guard(
                section.integer("answers-per-second", 1, MOST, d.answersPerSecond()),
                section.integer("failures", 1, MOST, d.failures()),
                section.integer("malformed", 1, MOST, d.malformed()),
                section.duration("window", SECOND, 24 * HOUR, false, d.window()),
                section.duration("ban", SECOND, 168 * HOUR, false, d.ban()),
                section.integer("bans", 1, MOST, d.bans()));
    }
}
