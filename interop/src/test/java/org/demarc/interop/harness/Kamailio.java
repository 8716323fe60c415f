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
        String own = stage.place().host(last);
        Path file = stage.directory().resolve("kamailio.cfg");
        Node.write(file, """
                debug=1
                log_stderror=yes
                children=1
                auto_aliases=no
                disable_tcp=yes
                listen=udp:%1$s:5060
                loadmodule "pv.so"
                loadmodule "tm.so"
                loadmodule "sl.so"
                loadmodule "rr.so"
                loadmodule "siputils.so"
                loadmodule "textops.so"
                request_route {
                    if (has_totag()) {
                        if (loose_route() || (is_method("ACK") && t_check_trans())) t_relay();
                        else if (!is_method("ACK")) sl_send_reply("404", "No Route names me");
                        exit;
                    }
                    if (is_method("CANCEL")) {
                        if (t_check_trans()) t_relay();
                        exit;
                    }
                    record_route();
                    if (src_ip == %2$s) $du = "sip:%3$s:5060";
                    else $du = "sip:%2$s:5060";
                    t_relay();
                }
                """.formatted(
                        own, stage.place().host(Stage.OUTSIDE), stage.place().host(Stage.PBX)));
        List<String> command = List.of(
                Tool.KAMAILIO.path(),
                "-DD",
                "-E",
                "-m",
                "32",
                "-M",
                "4",
                "-Y",
                stage.directory().toString(),
                "-f",
                file.toString());
        Child child = Child.start("kamailio", stage.directory(), command, Map.of());
        Kamailio proxy = stage.closing(new Kamailio(child));
        Await.until(
                READY_WITHIN,
                () -> "Kamailio listens; " + child.tail(),
                () -> Sockets.udp(stage.place().at(last, 5060)) || !child.alive());
        if (!child.alive()) throw new AssertionError("Kamailio ended at once; " + child.tail());
        return proxy;
    }

    /// Its processes end with the first of them, when that is asked to end; killed, it would leave the others.
    @Override
    public void close() {
        if (child.alive()) {
            child.signal("TERM");
            Await.within(Duration.ofSeconds(5), () -> !child.alive());
        }
        child.close();
    }
}
