package org.demarc.interop.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A Kamailio that stands between a PBX and the edge as a proxy which record-routes: what comes from the edge goes to
/// the PBX, everything else to the edge. A request inside a dialog passes only where its Route names the proxy.
public final class Kamailio implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);

    private final Child child;

    private Kamailio(Child child) {
        this.child = child;
    }

    /// Starts one on the class's address with the last number `last`, port 5060.
    public static Kamailio start(Stage stage, int last) {
        return start(
                stage,
                last,
                "disable_tcp=yes",
                "",
                "sip:%s:5060".formatted(stage.place().host(Stage.OUTSIDE)));
    }

    /// The same, with TLS between it and the edge, port 5061: both show certificates, and it believes the authority.
    ///
    /// @param shown its certificate, by its name at the authority
    public static Kamailio startTls(Stage stage, int last, Authority authority, String shown) {
        Path tls = stage.directory().resolve("tls.cfg");
        String both = """
                method = TLSv1.2+
                verify_certificate = yes
                require_certificate = yes
                private_key = %s
                certificate = %s
                ca_list = %s
                """.formatted(
                        authority.file(shown + ".key"), authority.file(shown + ".pem"), authority.file("root.crt"));
        Node.write(tls, "[server:default]\n" + both + "[client:default]\n" + both);
        return start(
                stage,
                last,
                "enable_tls=yes\ntcp_children=1\nlisten=tls:" + stage.place().host(last) + ":5061",
                "loadmodule \"tls.so\"\nmodparam(\"tls\", \"config\", \"" + tls + "\")",
                "sip:%s:5061;transport=tls".formatted(stage.place().host(Stage.OUTSIDE)));
    }

    private static Kamailio start(Stage stage, int last, String transports, String modules, String edge) {
        String own = stage.place().host(last);
        String configuration = """
                @BEGIN
                %4$s
                listen=udp:%1$s:5060
                %5$s
                @MODULES
                request_route {
                    @DIALOGS
                    record_route();
                    if (src_ip == %2$s) $du = "sip:%3$s:5060";
                    else $du = "%6$s";
                    t_relay();
                }
                """.formatted(
                own, stage.place().host(Stage.OUTSIDE), stage.place().host(Stage.PBX), transports, modules, edge);
        Kamailio proxy = stage.closing(new Kamailio(run(stage, "kamailio", configuration)));
        awaitListening(proxy.child, () -> Sockets.udp(stage.place().at(last, 5060)));
        return proxy;
    }

    private static final String BEGIN = """
            debug=1
            log_stderror=yes
            children=1
            auto_aliases=no
            """;

    private static final String MODULES = """
            loadmodule "pv.so"
            loadmodule "tm.so"
            loadmodule "sl.so"
            loadmodule "rr.so"
            loadmodule "siputils.so"
            loadmodule "textops.so"
            """;

    /// What a record-routing proxy does with requests that belong to something.
    private static final String DIALOGS = """
            if (has_totag()) {
                if (loose_route() || (is_method("ACK") && t_check_trans())) t_relay();
                else if (!is_method("ACK")) sl_send_reply("404", "No Route names me");
                exit;
            }
            if (is_method("CANCEL")) {
                if (t_check_trans()) t_relay();
                exit;
            }
            """;

    /// Starts a Kamailio; its configuration and its output are kept by that name.
    ///
    /// @param text its configuration, where `@BEGIN`, `@MODULES` and `@DIALOGS` stand for what all have
    static Child run(Stage stage, String name, String text) {
        Path configuration = stage.directory().resolve(name + ".cfg");
        Node.write(
                configuration,
                text.replace("@BEGIN", BEGIN).replace("@MODULES", MODULES).replace("@DIALOGS", DIALOGS));
        List<String> command = List.of(
                Tool.KAMAILIO.path(),
                "-DD",
                "-E",
                "-m",
                "64",
                "-M",
                "8",
                "-Y",
                stage.directory().toString(),
                "-f",
                configuration.toString());
        return Child.start(name, stage.directory(), command, Map.of());
    }

    /// Waits until it serves.
    static void awaitListening(Child child, Await.Check listens) {
        Await.until(
                READY_WITHIN,
                () -> child.name() + " listens; " + child.tail(),
                () -> listens.holds() || !child.alive());
        if (!child.alive()) throw new AssertionError(child.name() + " ended at once; " + child.tail());
    }

    /// Its processes end with the first of them, when that is asked to end; killed, it would leave the others.
    static void end(Child child) {
        if (child.alive()) {
            child.signal("TERM");
            Await.within(Duration.ofSeconds(5), () -> !child.alive());
        }
        child.close();
    }

    @Override
    public void close() {
        end(child);
    }
}
