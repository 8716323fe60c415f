package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Registrant.status;
import static org.demarc.interop.harness.Scenario.scenario;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Flood;
import org.demarc.interop.harness.Registrant;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/// Strangers flood a node where PBXs register, so that each message has to be looked at, and the registered PBX does
/// not notice. `-Ddemarc.flood.seconds=60` for longer.
@Isolated
class RegistrarFloodIT {
    private static final int SECONDS = Integer.getInteger("demarc.flood.seconds", 6);
    /// Three times what is answered; with the compiler of short runs, beside SIPp on two processors, a node can do.
    private static final int DATAGRAMS_PER_SECOND = Boolean.getBoolean("demarc.long") ? 10_000 : 4_000;

    private static final int CALLS_PER_SECOND = 50;
    private static final int FIRST = 100;
    private static final int ADDRESSES = 64;
    private static final int REGISTERED = 5070;
    private static final int HELP = 5080;
    private static final String DOMAIN = "sp.example.net";
    private static final Duration LONG = Duration.ofSeconds(SECONDS + 60);

    @RegisterExtension
    static final Stage STAGE = Stage.with("""
            lanes: 2
            networks:
              outside: { addresses: ["@10"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 20000-20999 } }
              inside: { addresses: ["@20"], sip: { udp: 5060 }, media: { ports: 30000-30999 } }
            trunks:
              acme:
                faces: pbx
                network: outside
                mode: registration
                domain: sp.example.net
                account: { user: acme, password: secret, algorithms: [md5] }
                numbers: ["+12145550100..+12145550199"]
              carrier: { faces: core, network: inside, peers: ["sip:@31:5060"], sources: ["@32"], probe: off }
            routes:
              - { from: acme, to: carrier }
            emergency: { numbers: ["112"] }
            """);

    private static InetSocketAddress edge() {
        return STAGE.place().at(Stage.OUTSIDE, 5060);
    }

    private static final String CREDENTIALS = "Authorization: Digest username=\"acme\", realm=\"" + DOMAIN
            + "\", nonce=\"AAABnN8AAAAAAAAAAAAAAQabcdefghijklmnopqr\", uri=\"sip:" + DOMAIN
            + "\", response=\"0123456789abcdef0123456789abcdef\", algorithm=MD5, cnonce=\"a\", qop=auth, nc=00000001\n";

    /// What may be answered, and what has credentials that are looked into.
    private static List<String> texts(String from) {
        List<String> all = new ArrayList<>();
        for (String method : List.of("REGISTER", "INVITE", "REGISTER", "OPTIONS", "SUBSCRIBE", "REGISTER", "INVITE")) {
            boolean number = method.equals("INVITE");
            String uri = "sip:" + (number ? FAR + "@" : "") + DOMAIN;
            String user = all.size() == 2 ? "nobody" : "acme";
            all.add(method + " " + uri + " SIP/2.0\nVia: SIP/2.0/UDP " + from + ":5060;branch=z9hG4bKflood"
                    + all.size() + ";rport\nMax-Forwards: 70\nFrom: <sip:" + user + "@" + DOMAIN + ">;tag=633938393"
                    + "\nTo: <" + (number ? uri : "sip:" + user + "@" + DOMAIN) + ">\nCall-ID: 845120395" + all.size()
                    + "@" + from + "\nCSeq: 1 " + method + "\nContact: <sip:" + from + ":5060"
                    + (method.equals("REGISTER") ? ";bnc" : "") + ">\nUser-Agent: friendly-scanner\n"
                    + (all.size() >= 2 ? CREDENTIALS : "X-Filling: " + "0123456789".repeat(30) + "\n")
                    + "Content-Length: 0\n\n");
        }
        return all;
    }

    /// A call from where nothing is registered: each is challenged.
    private static Sipp.Plan outgoing(String name, String number, int port, Scenario scenario) {
        return Sipp.plan(STAGE, name, scenario, STAGE.place().at(Stage.PBX, port))
                .option("-auth_uri", number + "@" + DOMAIN);
    }

    private static Scenario proven(String number) {
        return scenario()
                .of(DOMAIN)
                .invite(number, Sdp.first())
                .proves("acme", "secret")
                .maybe(180)
                .expect(200)
                .ack();
    }

    private static Sipp.Plan many(Sipp.Plan plan, int calls) {
        return plan.calls(calls).option("-timeout", Integer.toString(SECONDS + 60));
    }

    private static Sipp core(int calls) {
        return many(
                        Sipp.plan(
                                STAGE,
                                "core",
                                scenario().expect("INVITE").isTalkedTo(),
                                STAGE.place().at(Stage.CORE, 5060)),
                        calls)
                .listen();
    }

    /// So many calls of the core to the registered PBX.
    private static Both incoming(int calls) {
        Sipp pbx = many(
                        Sipp.plan(
                                STAGE,
                                "registered",
                                scenario().expect("INVITE").isTalkedTo(),
                                STAGE.place().at(Stage.PBX, REGISTERED)),
                        calls)
                .listen();
        Sipp core = many(
                        Sipp.plan(
                                STAGE,
                                "caller",
                                scenario().invite(OWN, Sdp.first()).talks(),
                                STAGE.place().at(Stage.CORE_2, 5060)),
                        calls)
                .option("-r", "10")
                .call(STAGE.place().at(Stage.INSIDE, 5060));
        return new Both(core, pbx);
    }

    /// Proves SEC-018, AUT-015.
    @Test
    void aFloodOfRegistersAndInvitesHarmsNoRegisteredPbx() {
        try (Registrant pbx =
                Registrant.udp(STAGE.place().at(Stage.PBX, REGISTERED), edge(), "acme", DOMAIN, "secret", "MD5")) {
            assertThat(status(pbx.registerBulk(600))).isEqualTo(200);
        }
        // A node whose first call is in the midst of a flood takes longer for it than a peer waits before it asks
        // again.
        Sipp first = core(1);
        outgoing("first", FAR, 5060, proven(FAR).bye().expect(200)).call(edge()).done();
        first.done();
        incoming(1).done();

        Flood flood = Flood.start(STAGE, FIRST, ADDRESSES, edge(), DATAGRAMS_PER_SECOND, RegistrarFloodIT::texts);
        Await.until(LONG, "it is a flood", () -> flood.sent() > DATAGRAMS_PER_SECOND);
        int calls = SECONDS * CALLS_PER_SECOND;
        Sipp core = core(calls + 1);
        Both incoming = incoming(SECONDS * 10);
        Sipp pbx = many(outgoing("pbx", FAR, 5060, proven(FAR).pause(200).bye().expect(200)), calls)
                .option("-r", Integer.toString(CALLS_PER_SECOND))
                .call(edge());
        outgoing("help", "112", HELP, proven("112").bye().expect(200))
                .call(edge())
                .done();
        pbx.done(LONG);
        core.done(LONG);
        incoming.caller().done(LONG);
        incoming.callee().done(LONG);
        long transactions = STAGE.node().api().count("transactions");
        long cpu = STAGE.node().process().cpuNanos();
        long before = flood.sent();
        Await.until(LONG, "it was measured", () -> flood.sent() - before > 2L * DATAGRAMS_PER_SECOND);
        long each = (STAGE.node().process().cpuNanos() - cpu) / (flood.sent() - before);
        long sent = flood.stop();
        assertThat(flood.cameBack()).as("octets to the strangers").isLessThanOrEqualTo(flood.octets());
        assertThat(transactions).as("transactions of calls alone").isLessThan(8L * (calls + 20 * SECONDS));
        assertThat(STAGE.node().api().ask("GET", "/metrics").body()).contains("demarc_registrations{trunk=\"acme\"} 1");
        System.out.printf(
                "flood: %d requests where PBXs register, %d ns of processor time for each, %d calls, all good%n",
                sent, each, calls);
        assertThat(each).as("nanoseconds for each request").isLessThan(200_000);
    }
}
