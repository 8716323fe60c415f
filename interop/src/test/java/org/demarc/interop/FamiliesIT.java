package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Scenario.scenario;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Dnsmasq;
import org.demarc.interop.harness.Namespace;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Three hosts, each in a network of its own: one has IPv4 only, one has IPv6 only, one has both and is found
/// by its name. Calls go from each to each other.
class FamiliesIT {
    private static final int DNS = 53;
    private static final int PORT = 5060;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final Stage STAGE = Stage.empty();

    private static Namespace four;
    private static Namespace six;
    private static Namespace both;

    @BeforeAll
    static void hosts() {
        four = Namespace.open(41, true, false);
        six = Namespace.open(42, false, true);
        both = Namespace.open(43, true, true);
    }

    @AfterAll
    static void noHosts() {
        for (Namespace host : new Namespace[] {four, six, both}) {
            if (host != null) host.close();
        }
    }

    /// One end of a call.
    ///
    /// @param number that is called there
    private record End(Namespace host, boolean ipv4, String number) {}

    private static Node node() {
        Dnsmasq.start(
                STAGE,
                DNS,
                "host-record=both.sp.example," + both.theirs(true) + "," + both.theirs(false) + "\n"
                        + "srv-host=_sip._udp.sp.example,both.sp.example,5060,10,0\n");
        Node node = STAGE.startNode(
                "node",
                """
                networks:
                  four: { addresses: ["%s"], sip: { udp: 5060 }, media: { ports: 20000-20099 } }
                  six: { addresses: ["%s"], sip: { udp: 5060 }, media: { ports: 20100-20199 } }
                  both: { addresses: ["%s", "%s"], sip: { udp: 5060 }, media: { ports: 20200-20299 } }
                dns: { servers: ["@53:5353"] }
                trunks:
                  four: { faces: pbx, network: four, peers: ["sip:%s"], numbers: ["+12145550104"], probe: off }
                  six: { faces: pbx, network: six, peers: ["sip:[%s]"], numbers: ["+12145550106"], probe: off }
                  both: { faces: core, network: both, peers: [sp.example], numbers: ["+12145550110"], probe: off }
                """.formatted(
                                four.ours(true),
                                six.ours(false),
                                both.ours(true),
                                both.ours(false),
                                four.theirs(true),
                                six.theirs(false)),
                1);
        Await.until(
                LIMIT,
                () -> "both addresses: " + node.api().trunk("both").value(),
                () -> node.api().trunk("both").get("peers").list().size() == 2);
        assertThat(node.api().trunk("both").get("peers", 0, "uri").text())
                .as("IPv6 comes first")
                .isEqualTo("sip:[" + both.theirs(false) + "]:5060;transport=udp");
        return node;
    }

    private static void call(Node node, End from, End to) {
        String name = from.number() + (from.ipv4() ? "-4" : "-6") + to.number() + (to.ipv4() ? "-4" : "-6");
        Scenario called = answers().expect("BYE").reply(200);
        Sipp callee = Sipp.plan(STAGE, "callee" + name, called, to.host().at(to.ipv4(), PORT))
                .in(to.host())
                .listen();
        Sipp caller = Sipp.plan(
                        STAGE,
                        "caller" + name,
                        scenario()
                                .invite(to.number(), Sdp.first())
                                .maybe(180)
                                .expect(200)
                                .ack()
                                .bye()
                                .expect(200),
                        from.host().at(from.ipv4(), PORT))
                .in(from.host())
                .call(new InetSocketAddress(InetAddress.ofLiteral(from.host().ours(from.ipv4())), PORT));
        caller.done();
        callee.done();
        assertThat(callee.messages())
                .as("its own family in what it is told of media")
                .contains("c=IN IP" + (to.ipv4() ? "4 " : "6 ") + to.host().ours(to.ipv4()));
        assertThat(caller.messages())
                .contains("c=IN IP" + (from.ipv4() ? "4 " : "6 ") + from.host().ours(from.ipv4()));
        node.assertIdle();
    }

    /// Proves DNS-010, IP6-001, IP6-005, IP6-017.
    @Test
    void callsCrossBetweenAllFamilies() {
        Node node = node();
        End four4 = new End(four, true, "+12145550104");
        End six6 = new End(six, false, "+12145550106");
        End both4 = new End(both, true, "+12145550110");
        End both6 = new End(both, false, "+12145550110");
        for (End from : List.of(four4, six6)) {
            for (End to : List.of(four4, six6)) {
                if (!from.equals(to)) call(node, from, to);
            }
            call(node, from, both6);
        }
        for (End from : List.of(both4, both6)) {
            for (End to : List.of(four4, six6)) call(node, from, to);
        }
        // Nobody listens there on IPv6 now: the host says so, and IPv4 is tried at once.
        call(node, four4, both4);
        call(node, six6, both4);
    }
}
