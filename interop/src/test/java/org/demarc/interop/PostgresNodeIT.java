package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Registrant.status;
import static org.demarc.interop.harness.Scenario.scenario;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.Postgres;
import org.demarc.interop.harness.Registrant;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.demarc.store.Database;
import org.demarc.store.RegistrationRows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A node that keeps its registrations in a PostgreSQL server, and loses none: when it is killed itself, and when the
/// server is away for a while.
class PostgresNodeIT {
    private static final int ACCOUNTS = 12;
    private static final String DOMAIN = "sp.example.net";
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    static final Stage STAGE = Stage.empty();

    private static Postgres server;

    @BeforeAll
    static void start() {
        server = Postgres.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Node node(String name) {
        var yaml = new StringBuilder("""
                networks:
                  outside: { addresses: ["@10"], sip: { udp: 5060 }, media: { ports: 20000-20099 } }
                  inside: { addresses: ["@20"], sip: { udp: 5060 }, media: { ports: 30000-30099 } }
                store: { url: "%s", user: %s, password: "%s" }
                trunks:
                  carrier: { faces: core, network: inside, peers: ["sip:@31:5060"], probe: off }
                """.formatted(server.url(), Postgres.USER, Postgres.PASSWORD));
        for (int i = 0; i < ACCOUNTS; i++) {
            yaml.append("""
                      pbx%1$d:
                        faces: pbx
                        network: outside
                        mode: registration
                        domain: sp.example.net
                        account: { user: pbx%1$d, password: secret }
                        numbers: ["%2$s"]
                    """.formatted(i, number(i)));
        }
        return STAGE.startNode(name, yaml.toString(), 1);
    }

    private static String number(int account) {
        return "+121455501" + (10 + account);
    }

    private static InetSocketAddress at(int account) {
        return STAGE.place().at(Stage.PBX, 6000 + account);
    }

    private static void register(int account, int expires) {
        try (Registrant pbx = Registrant.udp(
                at(account), STAGE.place().at(Stage.OUTSIDE, 5060), "pbx" + account, DOMAIN, "secret", "SHA-256")) {
            assertThat(status(pbx.registerBulk(expires))).as("pbx" + account).isEqualTo(200);
        }
    }

    /// A call of the core to a number of that account arrives where it registered.
    private static void called(int account) {
        try (Registrant pbx =
                Registrant.udp(at(account), STAGE.place().at(Stage.OUTSIDE, 5060), "pbx", DOMAIN, "secret", "MD5")) {
            Sipp core = Sipp.plan(
                            STAGE,
                            "core",
                            scenario()
                                    .invite(number(account), Sdp.first())
                                    .expect(486)
                                    .ackFailure(),
                            STAGE.place().at(Stage.CORE, 5060))
                    .call(STAGE.place().at(Stage.INSIDE, 5060));
            assertThat(pbx.refuseNextInvite()).startsWith("INVITE sip:" + number(account) + "@");
            core.done();
        }
    }

    private static int bound(Node node, int account) {
        return node.bindings("pbx" + account).size();
    }

    /// Accounts of which the server has a contact.
    private static int written() {
        List<String> rows = new ArrayList<>();
        var database = Database.server(server.url(), Postgres.USER, Postgres.PASSWORD, null);
        RegistrationRows.open(database, row -> rows.add(row.toString())).close();
        return (int) rows.stream().filter(row -> row.contains(";bnc")).count();
    }

    private static void awaitWritten(int accounts) {
        Await.until(
                SOON, () -> accounts + " accounts are in the database, not " + written(), () -> written() == accounts);
    }

    @Test
    void neitherAKilledNodeNorAServerThatIsAwayLosesARegistration() {
        Node first = node("first");
        for (int i = 0; i < 4; i++) register(i, 600);
        awaitWritten(4);
        first.process().signal("KILL");
        first.process().exit(SOON);

        Node second = node("second");
        for (int i = 0; i < 4; i++) assertThat(bound(second, i)).as("pbx" + i).isEqualTo(1);
        called(0);

        server.crash();
        for (int i = 4; i < ACCOUNTS; i++) register(i, 600);
        register(1, 0);
        register(2, 900);
        called(4);
        called(2);
        assertThat(bound(second, 1)).isZero();
        server.up();
        awaitWritten(ACCOUNTS - 1);
        second.process().signal("KILL");
        second.process().exit(SOON);

        Node third = node("third");
        for (int i = 0; i < ACCOUNTS; i++)
            assertThat(bound(third, i)).as("pbx" + i).isEqualTo(i == 1 ? 0 : 1);
        called(ACCOUNTS - 1);
        third.stop();
    }
}
