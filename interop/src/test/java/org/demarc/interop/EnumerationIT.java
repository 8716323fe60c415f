package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.demarc.interop.harness.Pairs;
import org.demarc.interop.harness.Registrant;
import org.demarc.interop.harness.Stage;
import org.demarc.interop.harness.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/// Somebody asks with wrong credentials which accounts there are, and takes the time of each answer.
///
/// From several addresses in turn, so that the account counts as one that many places guess at. The digest is to be
/// made over a large body (`auth-int`): whoever leaves it out for some is seen by that. `-Ddemarc.long=true` for 10,000
/// samples of each, in which that must show however busy the machine is.
@Isolated
class EnumerationIT {
    private static final boolean LONG = Boolean.getBoolean("demarc.long");
    private static final int SAMPLES = LONG ? 10_000 : 1_500;
    private static final int FIRST = 100;
    private static final int PLACES = 8;
    /// A fair coin is further off than this once in 1.7 million times.
    private static final double UNUSUAL = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String DOMAIN = "sp.example.net";
    private static final String BODY = "0123456789 ".repeat(300);
    private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]*)\"");
    private static final Pattern OWN_WORDS =
            Pattern.compile("nonce=\"[^\"]*\"|tag=[^>;\\s]*|branch=[^;\\s]*|probe-\\d+|CSeq: \\d+");

    @RegisterExtension
    static final Stage STAGE = Stage.with("""
            networks:
              outside: { addresses: ["@10"], sip: { udp: 5060 }, media: { ports: 20000-20099 } }
            trunks:
              acme:
                faces: pbx
                network: outside
                mode: registration
                domain: sp.example.net
                account: { user: acme, password: secret }
                numbers: ["+12145550100..+12145550199"]
            guard: { failures: 10000 }
            """);

    /// One that probes, at an address of its own.
    private static final class Prober implements AutoCloseable {
        private final InetSocketAddress edge = STAGE.place().at(Stage.OUTSIDE, 5060);
        private final Wire wire;
        private String nonce = "none yet, but as long as ours are";
        private String answer = "";
        private int number;

        Prober(int last) {
            wire = Wire.on(STAGE.place().at(last, 5060));
        }

        private String text(String user, String qop) {
            String here = wire.local().getAddress().getHostAddress() + ":5060";
            String aor = "<sip:" + user + "@" + DOMAIN + ">";
            number++;
            return "REGISTER sip:" + DOMAIN + " SIP/2.0\nVia: SIP/2.0/UDP " + here + ";branch=z9hG4bKprobe" + number
                    + "\nMax-Forwards: 70\nFrom: " + aor + ";tag=p\nTo: " + aor + "\nCall-ID: probe-" + number
                    + "\nCSeq: " + number + " REGISTER\nContact: <sip:" + here
                    + ";bnc>\nRequire: gin\nProxy-Require: gin\nSupported: path\nAuthorization: Digest username=\""
                    + user
                    + "\", realm=\"" + DOMAIN + "\", nonce=\"" + nonce + "\", uri=\"sip:" + DOMAIN + "\", response=\""
                    + "0".repeat(64) + "\", algorithm=SHA-256, cnonce=\"abcdef\", qop=" + qop
                    + ", nc=00000001\nContent-Type: text/plain\nContent-Length: " + BODY.length() + "\n\n" + BODY;
        }

        /// Nanoseconds until the answer came.
        long probe(String user, String qop) {
            String text = text(user, qop);
            long began = System.nanoTime();
            wire.send(text, edge);
            String said = wire.receive(PATIENCE);
            long took = System.nanoTime() - began;
            if (said == null) throw new AssertionError("no answer within " + PATIENCE);
            answer = said;
            return took;
        }

        /// True when the nonce still counts; else the one that was just given does from now on.
        boolean counts() {
            assertThat(Registrant.status(answer)).isEqualTo(401);
            if (!answer.contains("stale=true")) return true;
            Matcher given = NONCE.matcher(answer);
            assertThat(given.find()).isTrue();
            nonce = given.group(1);
            return false;
        }

        @Override
        public void close() {
            wire.close();
        }
    }

    /// Proves AUT-004.
    @Test
    void neitherAnswersNorTheirTimeTellWhichAccountsThereAre() {
        List<Prober> probers = new ArrayList<>();
        try {
            for (int i = 0; i < PLACES; i++) probers.add(new Prober(FIRST + i));
            for (int i = 0; i < SAMPLES / 10; i++) triple(probers.get(i % PLACES), List.of(0, 1, 2), new HashSet<>());
            var accounts = new Pairs();
            var digests = new Pairs();
            Set<String> answers = new HashSet<>();
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
            var random = new Random(5);
            while (accounts.count() < SAMPLES) {
                Collections.shuffle(order, random);
                long[] took = triple(probers.get(random.nextInt(PLACES)), order, answers);
                if (took.length == 0) continue;
                accounts.add(took[0], took[1]);
                digests.add(took[1], took[2]);
            }
            System.out.printf(
                    "enumeration: known against unknown %.1f, with a digest against without %.1f standard deviations%n",
                    accounts.deviations(), digests.deviations());
            assertThat(answers).as("different answers").hasSize(1);
            double seen = digests.deviations();
            if (LONG) assertThat(seen).as("a digest that is left out is seen").isGreaterThan(UNUSUAL);
            assertThat(accounts.deviations()).as("accounts that there are").isBetween(-UNUSUAL, UNUSUAL);
        } finally {
            probers.forEach(Prober::close);
        }
    }

    /// The times of an account that there is, of one that is not, and of one for which no digest has to be made, asked
    /// for in that order; none when a nonce was too old.
    private static long[] triple(Prober prober, List<Integer> order, Set<String> answers) {
        long[] took = new long[3];
        for (int which : order) {
            String user = which == 0 ? "acme" : "ecma";
            took[which] = prober.probe(user, which == 2 ? "auth-non" : "auth-int");
            if (!prober.counts()) return new long[0];
            if (answers.size() < 5) {
                answers.add(OWN_WORDS
                        .matcher(prober.answer.replace(user, "USER"))
                        .replaceAll("")
                        .replaceAll("127\\.[0-9.]+", "HOST"));
            }
        }
        return took;
    }
}
