package org.demarc.net.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.demarc.net.Lane;
import org.demarc.sip.location.Answer;
import org.demarc.sip.location.Question;
import org.demarc.sip.location.RecordType;
import org.demarc.sip.location.ResourceRecord;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Questions over real sockets to name servers that answer well, badly and not at all.
class DnsResolverTest {
    private static final Question A = new Question("host.example", RecordType.A);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final Mail mail = new Mail();

    /// A lane whose mail the test reads.
    private static final class Mail implements Lane {
        private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean execute(Runnable command) {
            return queue.add(command);
        }
    }

    private static final class Kept {
        private Answer answer = new Answer.Failed("nothing came");
        private int times;
    }

    private static DnsConfig config(InetSocketAddress... servers) {
        return new DnsConfig(List.of(servers), SHORT, 2, Duration.ofSeconds(5), 8, 8);
    }

    private Answer ask(DnsConfig config, Question question) throws InterruptedException {
        try (var resolver = new DnsResolver(config)) {
            return ask(resolver, question);
        }
    }

    private Answer ask(DnsResolver resolver, Question question) throws InterruptedException {
        var kept = new Kept();
        resolver.forLane(mail).ask(question, (asked, answer) -> {
            assertThat(asked).isEqualTo(question);
            kept.answer = answer;
            kept.times++;
        });
        Objects.requireNonNull(mail.queue.poll(20, TimeUnit.SECONDS), "no answer came")
                .run();
        assertThat(kept.times).isEqualTo(1);
        assertThat(mail.queue).isEmpty();
        return kept.answer;
    }

    private static List<byte[]> wire(Message message) {
        return List.of(message.toWire());
    }

    private static ResourceRecord address(long ttl, String literal) {
        return new ResourceRecord.Address("host.example", ttl, InetAddress.ofLiteral(literal));
    }

    @Test
    void recordsComeAsTheyStandInTheAnswer() throws Exception {
        try (var dns = new FakeDns(q -> wire(FakeDns.to(
                q,
                Rcode.NOERROR,
                FakeDns.record("host.example.", Type.CNAME, 7, "Other.Example."),
                FakeDns.record("other.example.", Type.A, 60, "192.0.2.1"),
                FakeDns.record("other.example.", Type.AAAA, 61, "2001:db8::1"),
                FakeDns.record("other.example.", Type.TXT, 61, "noise"),
                FakeDns.record("_sip._udp.host.example.", Type.SRV, 62, "10 20 5060 ."),
                FakeDns.record(
                        "host.example.", Type.NAPTR, 63, "50 60 \"S\" \"SIPS+D2T\" \"\" _sips._tcp.host.example."))))) {
            assertThat(ask(config(dns.address()), A))
                    .isEqualTo(new Answer.Records(
                            List.of(
                                    new ResourceRecord.Cname("host.example", 7, "other.example"),
                                    new ResourceRecord.Address("other.example", 60, InetAddress.ofLiteral("192.0.2.1")),
                                    new ResourceRecord.Address(
                                            "other.example", 61, InetAddress.ofLiteral("2001:db8::1")),
                                    new ResourceRecord.Srv("_sip._udp.host.example", 62, 10, 20, 5060, ""),
                                    new ResourceRecord.Naptr(
                                            "host.example",
                                            63,
                                            50,
                                            60,
                                            "S",
                                            "SIPS+D2T",
                                            "",
                                            "_sips._tcp.host.example")),
                            -1));
            Message query = dns.overUdp.getFirst();
            assertThat(query.getHeader().getFlag(Flags.RD)).isTrue();
            assertThat(query.getOPT()).isNotNull();
            assertThat(query.getQuestion().getType()).isEqualTo(Type.A);
        }
    }

    @Test
    void anAbsenceComesWithItsTime() throws Exception {
        try (var dns = new FakeDns(q -> wire(FakeDns.withSoa(FakeDns.to(q, Rcode.NXDOMAIN), 300, 90)))) {
            assertThat(ask(config(dns.address()), A)).isEqualTo(new Answer.Absent(false, 90));
        }
        try (var dns = new FakeDns(q -> wire(FakeDns.withSoa(FakeDns.to(q, Rcode.NOERROR), 30, 90)))) {
            assertThat(ask(config(dns.address()), A)).isEqualTo(new Answer.Absent(true, 30));
        }
        try (var dns = new FakeDns(q -> wire(FakeDns.to(q, Rcode.NOERROR)))) {
            assertThat(ask(config(dns.address()), A)).isEqualTo(new Answer.Absent(true, -1));
        }
    }

    @Test
    void whatDidNotFitIsAskedForOverTcp() throws Exception {
        FakeDns.Behaviour cut = q -> {
            Message message = FakeDns.to(q, Rcode.NOERROR);
            message.getHeader().setFlag(Flags.TC);
            return wire(message);
        };
        try (var dns = new FakeDns(
                cut,
                q -> wire(FakeDns.to(q, Rcode.NOERROR, FakeDns.record("host.example.", Type.A, 60, "192.0.2.1"))))) {
            assertThat(ask(config(dns.address()), A))
                    .isEqualTo(new Answer.Records(List.of(address(60, "192.0.2.1")), -1));
            assertThat(dns.overTcp).hasSize(1);
        }
    }

    @Test
    void aSilentServerIsTriedTwiceAndThenItIsAFailure() throws Exception {
        try (var dns = new FakeDns(_ -> List.of())) {
            assertThat(ask(config(dns.address()), A))
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            f -> assertThat(f.why())
                                    .contains("no answer for 150 ms")
                                    .contains("127.0.0.1"));
            assertThat(dns.overUdp).hasSize(2);
        }
    }

    @Test
    void theNextServerAnswersForOneThatFailsAndIsAskedFirstFromThenOn() throws Exception {
        try (var bad = new FakeDns(q -> wire(FakeDns.to(q, Rcode.SERVFAIL)));
                var good = new FakeDns(q ->
                        wire(FakeDns.to(q, Rcode.NOERROR, FakeDns.record("host.example.", Type.A, 60, "192.0.2.1"))));
                var resolver = new DnsResolver(config(bad.address(), good.address()))) {
            assertThat(ask(resolver, A)).isInstanceOf(Answer.Records.class);
            assertThat(ask(resolver, A)).isInstanceOf(Answer.Records.class);
            assertThat(bad.overUdp).hasSize(1);
            assertThat(good.overUdp).hasSize(2);
            assertThat(resolver.open()).isZero();
        }
    }

    @Test
    void aServerThatIsNotThereIsKnownAtOnce() throws Exception {
        InetSocketAddress nobody;
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            nobody = new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
        }
        var patient = new DnsConfig(List.of(nobody), Duration.ofSeconds(30), 1, Duration.ofSeconds(60), 8, 8);
        assertThat(ask(patient, A)).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void answersThatBelongToSomethingElseAreIgnored() throws Exception {
        FakeDns.Behaviour forged = q -> {
            Message right = FakeDns.to(q, Rcode.NOERROR, FakeDns.record("host.example.", Type.A, 60, "192.0.2.1"));
            Message wrongId = right.clone();
            wrongId.getHeader().setID(q.getHeader().getID() ^ 1);
            Message wrongName = FakeDns.to(q, Rcode.NOERROR);
            wrongName.removeAllRecords(Section.QUESTION);
            wrongName.addRecord(FakeDns.record("evil.example.", Type.A, 0, "192.0.2.66"), Section.QUESTION);
            Message noAnswer = right.clone();
            noAnswer.getHeader().unsetFlag(Flags.QR);
            return List.of(
                    new byte[] {1, 2, 3},
                    wrongId.toWire(),
                    wrongName.toWire(),
                    noAnswer.toWire(),
                    java.util.Arrays.copyOf(right.toWire(), 30),
                    right.toWire());
        };
        try (var dns = new FakeDns(forged)) {
            assertThat(ask(config(dns.address()), A))
                    .isEqualTo(new Answer.Records(List.of(address(60, "192.0.2.1")), -1));
            assertThat(dns.overUdp).hasSize(1);
        }
    }

    @Test
    void aServerThatDoesNotKnowEdnsIsAskedWithoutIt() throws Exception {
        FakeDns.Behaviour old = q -> wire(
                q.getOPT() != null
                        ? FakeDns.to(q, Rcode.FORMERR)
                        : FakeDns.to(q, Rcode.NOERROR, FakeDns.record("host.example.", Type.A, 60, "192.0.2.1")));
        try (var dns = new FakeDns(old)) {
            assertThat(ask(config(dns.address()), A)).isInstanceOf(Answer.Records.class);
        }
    }

    @Test
    void aNameThatDnsCannotHaveIsAFailure() throws Exception {
        var longest = new Question("x".repeat(64) + ".example", RecordType.A);
        try (var dns = new FakeDns(_ -> List.of())) {
            assertThat(ask(config(dns.address()), longest)).isInstanceOf(Answer.Failed.class);
            assertThat(dns.overUdp).isEmpty();
        }
    }

    @Test
    void moreQuestionsThanMayWaitFailAtOnce() throws Exception {
        try (var dns = new FakeDns(_ -> List.of());
                var resolver =
                        new DnsResolver(new DnsConfig(List.of(dns.address()), SHORT, 1, Duration.ofSeconds(5), 1, 2))) {
            var failures = new LinkedBlockingQueue<String>();
            for (int i = 0; i < 5; i++) {
                resolver.forLane(mail).ask(A, (_, answer) -> {
                    if (answer instanceof Answer.Failed(String why)) failures.add(why);
                });
            }
            for (int i = 0; i < 5; i++) {
                Objects.requireNonNull(mail.queue.poll(20, TimeUnit.SECONDS)).run();
            }
            assertThat(failures).filteredOn(f -> f.contains("too many")).hasSize(2);
            assertThat(dns.overUdp).hasSize(3);
        }
    }

    @Test
    void afterCloseNobodyIsTold() throws IOException {
        try (var dns = new FakeDns(_ -> List.of())) {
            var resolver = new DnsResolver(config(dns.address()));
            resolver.close();
            resolver.forLane(mail).ask(A, (_, _) -> {
                throw new AssertionError("told");
            });
            assertThat(mail.queue).isEmpty();
            assertThat(resolver.open()).isZero();
        }
    }
}
