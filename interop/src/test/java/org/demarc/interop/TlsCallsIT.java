package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.demarc.interop.harness.Authority;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.OpenSsl;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two edges with TLS between them, as an enterprise's and a provider's. `-Ddemarc.renewal.seconds=60` for longer.
class TlsCallsIT {
    private static final int SECONDS = Integer.getInteger("demarc.renewal.seconds", 10);
    private static final int CALLS_PER_SECOND = 50;
    private static final int MORE_THAN_COME = 1_000_000;
    private static final int WAN_A = 11;
    private static final int WAN_B = 12;

    @RegisterExtension
    static final Stage STAGE = Stage.empty();

    private static final Authority AUTHORITY =
            Authority.make(Path.of("target", "interop", "TlsCallsIT-ca").toAbsolutePath());

    static {
        AUTHORITY.issue("a", "a.example.com").issue("b", "b.example.com");
    }

    private static String wan(int own, String name) {
        return "  wan:\n    addresses: [\"@" + own + "\"]\n    sip: { tls: 5061 }\n"
                + "    media: { ports: 24000-25999 }\n    tls: { certificate: " + AUTHORITY.file(name + ".pem")
                + ", key: " + AUTHORITY.file(name + ".key") + ", trust: " + AUTHORITY.file("root.crt")
                + ", client-certificates: required }";
    }

    private static String enterprise() {
        return """
                networks:
                  outside: { addresses: ["@10"], sip: { udp: 5060 }, media: { ports: 20000-21999 } }
                %s
                trunks:
                  pbx: { faces: pbx, network: outside, peers: ["sip:@2:5060"], numbers: ["+12145550123"], probe: off }
                  provider: { faces: provider, network: wan, domain: b.example.com, peers: ["sips:@12"] }
                routes:
                  - { from: pbx, to: provider }
                """.formatted(wan(WAN_A, "a"));
    }

    private static String provider() {
        return """
                networks:
                %s
                  inside: { addresses: ["@20"], sip: { udp: 5060 }, media: { ports: 30000-31999 } }
                trunks:
                  acme: { faces: pbx, network: wan, domain: a.example.com, peers: ["sips:@11"], numbers: ["+12145550123"] }
                  carrier: { faces: core, network: inside, peers: ["sip:@31:5060"], probe: off }
                routes:
                  - { from: acme, to: carrier }
                """.formatted(wan(WAN_B, "b"));
    }

    /// Proves SEC-001.
    @Test
    void certificatesAreReplacedUnderCallsAndNoneFails() {
        Node b = STAGE.startNode("provider", provider(), 4);
        Node a = STAGE.startNode("enterprise", enterprise(), 3);
        warmUp();
        for (Node node : List.of(a, b)) node.assertIdle();
        int calls = SECONDS * CALLS_PER_SECOND;
        Both.core(STAGE, answers().expect("BYE").reply(200))
                .calls(MORE_THAN_COME)
                .option("-timeout", Integer.toString(SECONDS + 60))
                .listen();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger replaced = new AtomicInteger();
        AtomicInteger handshakes = new AtomicInteger();
        Thread renewing = Thread.ofPlatform().name("renewing").start(() -> {
            while (!over.get()) {
                long next = System.nanoTime() + Duration.ofSeconds(1).toNanos();
                AUTHORITY.issue("a", "a.example.com").issue("b", "b.example.com");
                replaced.incrementAndGet();
                if (shakesHands()) handshakes.incrementAndGet();
                LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            }
        });
        Sipp pbx = Both.pbx(STAGE, calls().pause(200).bye().expect(200))
                .calls(calls)
                .option("-r", Integer.toString(CALLS_PER_SECOND), "-timeout", Integer.toString(SECONDS + 60))
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        try {
            pbx.done(Duration.ofSeconds(SECONDS + 60));
        } finally {
            over.set(true);
        }
        try {
            renewing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long taken = b.newLog()
                .lines()
                .filter(l -> l.contains("certificates-loaded"))
                .count();
        System.out.printf(
                "renewal: %d calls, all good; certificates replaced %d times, taken %d times; %d handshakes with new ones%n",
                calls, replaced.get(), taken, handshakes.get());
        assertThat(taken).as("times that new certificates were taken").isGreaterThanOrEqualTo(SECONDS / 5);
        assertThat(handshakes.get()).isEqualTo(replaced.get());
        a.stop();
        b.stop();
    }

    /// Both have just started: what is slow then is none of this.
    private static void warmUp() {
        try (Sipp core = Both.core(STAGE, answers().expect("BYE").reply(200))
                .calls(1_000)
                .listen()) {
            Both.pbx(STAGE, calls().bye().expect(200))
                    .calls(60)
                    .option("-r", "20")
                    .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                    .exit();
            assertThat(core.alive()).isTrue();
        }
    }

    /// A new connection with the certificate of this moment, and a question that is answered over it.
    private static boolean shakesHands() {
        String options = """
                OPTIONS sip:b.example.com SIP/2.0
                Via: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK%1$d;rport
                Max-Forwards: 70
                From: <sip:a.example.com>;tag=%1$d
                To: <sip:b.example.com>
                Call-ID: %1$d@a.example.com
                CSeq: 1 OPTIONS
                Content-Length: 0

                """.formatted(System.nanoTime());
        try (OpenSsl client =
                OpenSsl.client(STAGE, AUTHORITY, "a", true, STAGE.place().at(WAN_B, 5061), options)) {
            return Await.within(Duration.ofSeconds(10), () -> client.heard().contains("SIP/2.0 200"));
        }
    }
}
