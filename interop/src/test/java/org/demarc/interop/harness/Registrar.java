package org.demarc.interop.harness;

import java.nio.file.Path;

/// A Kamailio that is a provider: it registers one account with digest, asks for proof of each call, sends calls of the
/// account to the core's address and calls of the core to where the account registered.
public final class Registrar implements AutoCloseable {
    /// Last number of its address.
    public static final int HOST = 40;

    public static final String DOMAIN = "sp.example.test";
    public static final String PASSWORD = "pass of acme";

    private final Child child;

    private Registrar(Child child) {
        this.child = child;
    }

    /// Starts one that knows MD5.
    ///
    /// @param gin it registers in bulk (RFC 6140) and nothing else; else it has never heard of that
    public static Registrar start(Stage stage, boolean gin) {
        return start(stage, gin, "MD5");
    }

    /// Starts one.
    ///
    /// @param algorithm of its challenges: MD5 or SHA-256
    public static Registrar start(Stage stage, boolean gin, String algorithm) {
        String host = stage.place().host(HOST);
        Path directory = stage.directory();
        Certificates.of(directory, DOMAIN);
        String configuration = CONFIGURATION
                .replace("@HOST", host)
                .replace("@CORE", stage.place().host(Stage.CORE))
                .replace("@DOMAIN", DOMAIN)
                .replace("@PASSWORD", PASSWORD)
                .replace("@CERTIFICATE", directory.resolve(DOMAIN + ".pem").toString())
                .replace("@KEY", directory.resolve(DOMAIN + ".key").toString())
                .replace("@ALGORITHM", algorithm)
                .replace("@REGISTER", gin ? GIN : PLAIN)
                .replace("@TARGET", gin ? "$ru = \"sip:\" + $tU + \"@\" + $rd + \":\" + $rp;" : "");
        Registrar registrar = stage.closing(new Registrar(Kamailio.run(stage, "kamailio", configuration)));
        Kamailio.awaitListening(
                registrar.child,
                () -> Sockets.udp(stage.place().at(HOST, 5060))
                        && Sockets.tcp(stage.place().at(HOST, 5061)));
        return registrar;
    }

    /// What it has written.
    public String log() {
        return child.err();
    }

    private static final String GIN = """
                    if (!($hdr(Require) =~ "gin")) {
                        append_to_reply("Require: gin\\r\\n");
                        sl_send_reply("421", "Extension Required");
                        exit;
                    }
            """;

    private static final String PLAIN = """
                    if ($hdr(Require) =~ "gin") {
                        append_to_reply("Unsupported: gin\\r\\n");
                        sl_send_reply("420", "Bad Extension");
                        exit;
                    }
            """;

    private static final String CONFIGURATION = """
            @BEGIN
            tcp_children=2
            alias="@DOMAIN"
            enable_tls=yes
            listen=udp:@HOST:5060
            listen=tcp:@HOST:5060
            listen=tls:@HOST:5061
            @MODULES
            loadmodule "xlog.so"
            loadmodule "auth.so"
            loadmodule "usrloc.so"
            loadmodule "registrar.so"
            loadmodule "nathelper.so"
            loadmodule "tls.so"
            modparam("auth", "algorithm", "@ALGORITHM")
            modparam("tls", "tls_method", "TLSv1.2+")
            modparam("tls", "certificate", "@CERTIFICATE")
            modparam("tls", "private_key", "@KEY")
            modparam("registrar|nathelper", "received_avp", "$avp(received)")
            modparam("registrar", "min_expires", 60)
            modparam("nathelper", "natping_interval", 0)
            request_route {
                if (is_method("REGISTER")) {
            @REGISTER
                    if (!pv_www_authenticate("@DOMAIN", "@PASSWORD", "0")) {
                        www_challenge("@DOMAIN", "1");
                        exit;
                    }
                    xlog("L_ERR", "REGISTERED $proto $hdr(Contact) $hdr(Expires)\\n");
                    fix_nated_register();
                    save("location");
                    exit;
                }
                @DIALOGS
                if (is_method("OPTIONS")) {
                    sl_send_reply("200", "OK");
                    exit;
                }
                record_route();
                if (src_ip == @CORE) {
                    $ru = "sip:acme@@DOMAIN";
                    if (!lookup("location")) {
                        sl_send_reply("480", "Not Registered");
                        exit;
                    }
                    @TARGET
                    t_relay();
                    exit;
                }
                if (!pv_proxy_authenticate("@DOMAIN", "@PASSWORD", "0")) {
                    proxy_challenge("@DOMAIN", "1");
                    exit;
                }
                consume_credentials();
                $du = "sip:@CORE:5060";
                t_relay();
            }
            """;

    @Override
    public void close() {
        Kamailio.end(child);
    }
}
