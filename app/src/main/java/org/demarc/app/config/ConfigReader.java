package org.demarc.app.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.demarc.app.config.Context.Text;
import org.demarc.app.config.NodeConfig.DnsSettings;
import org.demarc.app.config.NodeConfig.LogConfig;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.app.config.NodeConfig.Network;
import org.demarc.app.config.NodeConfig.RelayConfig;
import org.demarc.app.config.NodeConfig.RelayPath;
import org.demarc.app.config.NodeConfig.StoreConfig;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.EdgeConfig.Timing;
import org.demarc.edge.config.Protection;
import org.demarc.net.tls.TlsConfig;
import org.demarc.net.tls.TlsConfig.ClientCertificates;
import org.jspecify.annotations.Nullable;

/// Reads the text of a configuration into a `NodeConfig`, or into all that is wrong with it.
final class ConfigReader {
    private static final int MAX_NETWORKS = 64;
    private static final int MOST_CALLS = 1_000_000;
    private static final int MOST_NAME_SERVERS = 8;
    private static final int DNS_PORT = 53;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private final Context context;
    private final int processors;

    ConfigReader(Context context, int processors) {
        this.context = context;
        this.processors = Math.min(processors, 16);
    }

    /// Null when something is wrong: `context.problems` then says what.
    @Nullable
    NodeConfig read(String text) {
        Section root = Section.root(YamlReader.read(text, context.problems), context);
        if (root == null) return null;
        String node = node(root);
        NetworkReader networks = new NetworkReader(context);
        root.require("networks", "at least one network with its addresses");
        for (Map.Entry<String, Section> entry :
                root.named("networks", MAX_NETWORKS).entrySet()) {
            networks.read(entry.getKey(), entry.getValue());
        }
        if (root.has("networks") && networks.isEmpty())
            root.error(root.at("networks"), "at least one network is expected");
        InetSocketAddress admin = admin(root.section("admin"));
        networks.checkTogether(admin, root.at("admin"));

        TrunkReader trunks = new TrunkReader(context, networks);
        root.require("trunks", "at least one trunk");
        for (Map.Entry<String, Section> entry :
                root.named("trunks", TrunkReader.MAX_TRUNKS).entrySet()) {
            trunks.read(entry.getKey(), entry.getValue());
        }
        if (root.has("trunks") && trunks.isEmpty()) root.error(root.at("trunks"), "at least one trunk is expected");
        trunks.checkTogether();
        RouteReader routes = new RouteReader(context.problems, trunks);
        root.list("routes", RouteReader.MAX_ROUTES).forEach(routes::read);
        routes.checkTogether();
        trunks.checkReached(routes.targets());
        networks.checkUsed(trunks.networksUsed());

        Timing timing = timing(root.section("timing"), root.section("limits"));
        ProtectionReader protections = new ProtectionReader(root);
        Protection protection = protections.read();
        RelayConfig relay = relay(root.section("relay"));
        LogConfig log = log(root.section("log"));
        StoreConfig store = store(root.section("store"));
        DnsSettings dns = dns(root.section("dns"));
        int lanes = root.integerOrAuto("lanes", 1, 64, (processors + 1) / 2);
        if (!context.problems.sound()) return null;
        Set<String> certified = new HashSet<>();
        for (Network n : networks.all()) {
            TlsConfig tls = n.security();
            if (tls != null && tls.clientCertificates() == ClientCertificates.REQUIRED) certified.add(n.name());
        }
        EdgeConfig edge = new EdgeConfig(node, trunks.all(), routes.all(), timing, certified, protection);
        return new NodeConfig(edge, networks.all(), admin, lanes, relay, log, protections.connections(), store, dns);
    }

    private String node(Section root) {
        Text text = root.text("node", "a name");
        if (text == null) return "demarc";
        if (!Section.isName(text.value())) {
            root.error(
                    text.at(), "a name of 1 to 64 letters, digits, '-', '_' and '.' is expected, not " + text.shown());
        }
        return text.value();
    }

    private InetSocketAddress admin(@Nullable Section section) {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        if (section == null) return new InetSocketAddress(loopback, 8080);
        int port = section.integer("port", 0, 65_535, 8080);
        Text text = section.text("address", "a loopback address");
        if (text == null) return new InetSocketAddress(loopback, port);
        InetAddress address = Values.address(text.value());
        if (address == null) {
            section.error(text.at(), "a loopback address like 127.0.0.1 or ::1 is expected, not " + text.shown());
        } else if (!address.isLoopbackAddress()) {
            section.error(
                    text.at(),
                    text.shown() + " is no loopback address: other addresses need TLS and a token, which are not"
                            + " served by this version yet");
        } else {
            return new InetSocketAddress(address, port);
        }
        return new InetSocketAddress(loopback, port);
    }

    private Timing timing(@Nullable Section timing, @Nullable Section limits) {
        Timing d = Timing.DEFAULT;
        int calls = limits == null ? d.calls() : limits.integer("calls", 1, MOST_CALLS, d.calls());
        if (timing == null)
            return new Timing(d.noResponse(), d.ringing(), d.callDuration(), d.mediaSilence(), d.dialogProbe(), calls);
        return new Timing(
                timing.duration("no-response", 500, 32 * SECOND, false, d.noResponse()),
                timing.duration("ringing", 10 * SECOND, HOUR, false, d.ringing()),
                timing.duration("call-duration", SECOND, 168 * HOUR, true, d.callDuration()),
                timing.duration("media-silence", 10 * SECOND, 24 * HOUR, true, d.mediaSilence()),
                timing.duration("dialog-probe", 60 * SECOND, 24 * HOUR, true, d.dialogProbe()),
                calls);
    }

    private RelayConfig relay(@Nullable Section section) {
        if (section == null) return new RelayConfig(processors, RelayPath.AUTO);
        String path = section.choice("path", List.of("auto", "steered", "native", "nio"), List.of("kernel"));
        return new RelayConfig(
                section.integerOrAuto("threads", 1, 64, processors),
                path == null ? RelayPath.AUTO : RelayPath.valueOf(path.toUpperCase(Locale.ROOT)));
    }

    private StoreConfig store(@Nullable Section section) {
        Path usual = context.beside("state");
        if (section == null) return new StoreConfig(usual, "", "", "");
        Path path = section.path("path", "the path of a directory");
        Text url = section.text("url", "jdbc:postgresql://HOST:PORT/DATABASE");
        Text user = section.text("user", "a user name");
        Text password = section.text("password", "a password");
        if (url == null) {
            for (String key : List.of("user", "password")) {
                if (section.has(key)) section.error(section.at(key), "'" + key + "' is of no use without 'url'");
            }
            if (path != null && path.toString().indexOf(';') >= 0) {
                section.error(section.at("path"), "a path without ';' is expected");
            }
            return new StoreConfig(path == null ? usual : path, "", "", "");
        }
        if (section.has("path")) section.error(section.at("path"), "'path' and 'url' are both here: one is expected");
        if (!url.value().startsWith("jdbc:postgresql:")) {
            section.error(url.at(), "jdbc:postgresql://HOST:PORT/DATABASE is expected, not " + url.shown());
        }
        return new StoreConfig(
                null, url.value(), user == null ? "" : user.value(), password == null ? "" : password.value());
    }

    private static DnsSettings dns(@Nullable Section section) {
        DnsSettings d = DnsSettings.DEFAULT;
        if (section == null) return d;
        String expected = "the address of a name server, like 192.0.2.53 or 192.0.2.53:5353";
        List<InetSocketAddress> servers = new ArrayList<>();
        for (Text text : section.texts("servers", expected, MOST_NAME_SERVERS)) {
            InetSocketAddress server = server(text.value());
            if (server == null) section.error(text.at(), expected + ", is expected, not " + text.shown());
            else servers.add(server);
        }
        return new DnsSettings(
                servers,
                section.duration("timeout", 100, 10 * SECOND, false, d.timeoutMillis()),
                section.integer("tries", 1, 5, d.tries()));
    }

    /// `ADDRESS`, `ADDRESS:PORT` or `[ADDRESS]:PORT`.
    private static @Nullable InetSocketAddress server(String text) {
        InetAddress alone = Values.address(text);
        if (alone != null) return new InetSocketAddress(alone, DNS_PORT);
        int colon = text.lastIndexOf(':');
        if (colon < 0) return null;
        InetAddress address = Values.address(text.substring(0, colon));
        Long port = Values.integer(text.substring(colon + 1));
        return address == null || port == null || port < 1 || port > 65_535
                ? null
                : new InetSocketAddress(address, (int) (long) port);
    }

    private static LogConfig log(@Nullable Section section) {
        if (section == null) return LogConfig.DEFAULT;
        String format = section.choice("format", List.of("text", "json"), List.of());
        String level = section.choice("level", List.of("error", "warn", "info", "debug"), List.of());
        return new LogConfig(
                "json".equals(format),
                level == null ? LogConfig.DEFAULT.level() : LogLevel.valueOf(level.toUpperCase(Locale.ROOT)));
    }
}
