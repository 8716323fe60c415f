package org.demarc.interop.harness;

import java.nio.file.Path;

/// A Kamailio that is a PBX which knows nothing of bulk registration: it registers one address of record with digest
/// (module uac), as an ordinary phone would, answers the challenges to its calls, and has one telephone, a SIPp at the
/// usual place of the PBX: what comes from the edge goes there, and what comes from there goes to the edge.
public final class OfficePbx implements AutoCloseable {
    /// Last number of its address.
    public static final int HOST = 3;

    private final Child child;

    private OfficePbx(Child child) {
        this.child = child;
    }

    /// Starts one that registers `user` of `domain` with the edge outside.
    public static OfficePbx start(Stage stage, String user, String domain, String password) {
        String edge = stage.place().host(Stage.OUTSIDE);
        Path accounts = stage.directory().resolve("accounts");
        Node.write(accounts.resolve("version"), "id(int,auto) table_name(string) table_version(int)\n1:uacreg:5\n");
        Node.write(
                accounts.resolve("uacreg"),
                "id(int,auto) l_uuid(string) l_username(string) l_domain(string) r_username(string) r_domain(string)"
                        + " realm(string) auth_username(string) auth_password(string) auth_ha1(string,null)"
                        + " auth_proxy(string) expires(int) flags(int) reg_delay(int) contact_addr(string,null)"
                        + " socket(string,null)\n"
                        + String.join(":", "1", "line", user, domain, user, domain, domain, user, password, "")
                        + ":sip\\:" + edge + "\\:5060:600:0:0::\n");
        String configuration = CONFIGURATION
                .replace("@HOST", stage.place().host(HOST))
                .replace("@EDGE", edge)
                .replace("@PHONE", stage.place().host(Stage.PBX))
                .replace("@ACCOUNTS", accounts.toString())
                .replace("@USER", user)
                .replace("@DOMAIN", domain)
                .replace("@PASSWORD", password);
        OfficePbx pbx = stage.closing(new OfficePbx(Kamailio.run(stage, "office", configuration)));
        Kamailio.awaitListening(pbx.child, () -> Sockets.udp(stage.place().at(HOST, 5060)));
        return pbx;
    }

    /// What it has written.
    public String log() {
        return child.err();
    }

    private static final String CONFIGURATION = """
            @BEGIN
            disable_tcp=yes
            listen=udp:@HOST:5060
            @MODULES
            loadmodule "db_text.so"
            loadmodule "uac.so"
            modparam("uac", "restore_mode", "none")
            modparam("uac", "reg_db_url", "text://@ACCOUNTS")
            modparam("uac", "reg_contact_addr", "@HOST:5060")
            modparam("uac", "reg_timer_interval", 1)
            modparam("uac", "reg_retry_interval", 2)
            modparam("uac", "auth_username_avp", "$avp(name)")
            modparam("uac", "auth_password_avp", "$avp(secret)")
            modparam("uac", "auth_realm_avp", "$avp(realm)")
            request_route {
                @DIALOGS
                record_route();
                if (src_ip == @EDGE) {
                    $du = "sip:@PHONE:5060";
                    t_relay();
                    exit;
                }
                if ($ru =~ "^sip:") $ru = "sip:" + $rU + "@@DOMAIN";
                $du = "sip:@EDGE:5060";
                t_on_failure("PROVE");
                t_relay();
            }
            failure_route[PROVE] {
                if (t_is_canceled() || !t_check_status("401|407")) exit;
                $avp(name) = "@USER";
                $avp(secret) = "@PASSWORD";
                $avp(realm) = "@DOMAIN";
                if (uac_auth()) {
                    $du = "sip:@EDGE:5060";
                    t_relay();
                }
            }
            """;

    @Override
    public void close() {
        Kamailio.end(child);
    }
}
