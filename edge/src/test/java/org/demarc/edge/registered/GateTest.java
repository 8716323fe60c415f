package org.demarc.edge.registered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.registrar.BindingChange;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.RegistrationMode.Authenticate;
import org.demarc.trunk.account.TrunkAccount;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who is let in where PBXs register, and what the others are told.
class GateTest {
    private static final String ACME = "+12145550123";
    private static final String FAR = "+442079460000";
    private static final String HELP = "urn:service:sos";
    private static final String ACCOUNT = "sip:acme@" + Border.DOMAIN;

    private final Border border = new Border(new Gen(12), Faults.NONE, 1);
    private final Station carrier = new Station(border, Border.CARRIER, Transport.UDP);
    private final Station pbx = station(20);

    private Station station(int host) {
        return new Station(border, Border.address("198.51.100." + host, 5060), Transport.UDP);
    }

    @BeforeEach
    void acmeIsRegistered() {
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200);
        pbx.statuses.clear();
        pbx.answers.clear();
    }

    /// RFC 7616 section 3.4.6.
    @Test
    void credentialsForAnotherUriDoNotBelongToTheRequest() {
        Station other = station(66);
        Request options = other.request(Method.OPTIONS, "acme", ACCOUNT, other.way())
                .add(
                        HeaderName.AUTHORIZATION,
                        "Digest username=\"acme\", realm=\"sp.example.net\", nonce=\"x\", uri=\"sip:elsewhere.example\","
                                + " response=\"00\", algorithm=SHA-256, cnonce=\"1\", qop=auth, nc=00000001")
                .build();
        other.ask(options, other.way(), "acme");
        border.run(500);
        assertThat(other.statuses).containsExactly(400);
        assertThat(border.told(CallEvent.Malformed.class))
                .singleElement()
                .satisfies(m -> assertThat(m.why()).contains("another URI"));
    }

    /// A request outside a dialog has no tag in To (RFC 3261 section 8.1.1.2), and REGISTER has no dialog.
    @Test
    void aRegisterInADialogThatIsNotThereGets481() {
        for (Station station : new Station[] {pbx, station(66)}) {
            Request register = station.request(Method.REGISTER, "acme", "sip:" + Border.DOMAIN, station.way())
                    .add(HeaderName.SUBJECT, "0123456789".repeat(30))
                    .build()
                    .edit()
                    .replaceFirst(HeaderName.TO, "<" + ACCOUNT + ">;tag=old")
                    .build();
            station.ask(register, station.way(), "acme");
            border.run(500);
            assertThat(station.statuses).containsExactly(481);
        }
        assertThat(border.bound("acme")).hasSize(1);
    }

    private Request subscribe(Station from, String to) {
        return from.request(Method.SUBSCRIBE, "acme", to, from.way())
                .add(HeaderName.EVENT, "reg")
                .add(HeaderName.EXPIRES, "600")
                .add(HeaderName.SUBJECT, "0123456789".repeat(30))
                .build();
    }

    private Response subscribed() {
        pbx.ask(subscribe(pbx, ACCOUNT), pbx.way(), "acme");
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200);
        return pbx.answers.getFirst();
    }

    /// The SUBSCRIBE that renews a subscription, from another place.
    private static Request renewal(Station from, Response accepted) {
        return Request.builder(Method.SUBSCRIBE, "sip:203.0.113.5:5060")
                .add(HeaderName.VIA, from.agent.outbound().via(from.way()))
                .add(HeaderName.MAX_FORWARDS, "70")
                .add(HeaderName.FROM, Objects.requireNonNull(accepted.raw(HeaderName.FROM)))
                .add(HeaderName.TO, Objects.requireNonNull(accepted.raw(HeaderName.TO)))
                .add(HeaderName.CALL_ID, accepted.callId())
                .add(HeaderName.CSEQ, "7 SUBSCRIBE")
                .add(HeaderName.CONTACT, "<sip:" + from.contactHost + ">")
                .add(HeaderName.EVENT, "reg")
                .add(HeaderName.EXPIRES, "900")
                .add(HeaderName.SUBJECT, "0123456789".repeat(30))
                .build();
    }

    /// Its address changed: it proves itself, and the news go there from then on.
    ///
    /// Proves AUT-011, REG-030.
    @Test
    void aSubscriptionIsRenewedFromElsewhereWithADigest() {
        Response accepted = subscribed();
        Station moved = station(21);
        moved.ask(renewal(moved, accepted), moved.way(), "acme");
        border.run(500);
        assertThat(moved.statuses).containsExactly(200);
        assertThat(moved.answers.getFirst().raw(HeaderName.EXPIRES)).isEqualTo("900");
        assertThat(moved.notified).isNotEmpty();
    }

    /// It knows the tags and has credentials of its own: the subscription is another's.
    ///
    /// Proves AUT-011.
    @Test
    void anotherAccountDoesNotTakeASubscriptionOver() {
        Response accepted = subscribed();
        Station beta = station(22);
        beta.register("beta", 3_600);
        border.run(500);
        beta.ask(renewal(beta, accepted), beta.way(), "beta");
        border.run(500);
        assertThat(beta.statuses).containsExactly(200, 481);
        Station thief = station(23);
        thief.password = "guess";
        thief.ask(renewal(thief, accepted), thief.way(), "acme");
        border.run(500);
        assertThat(thief.statuses).containsExactly(401);
        assertThat(beta.notified).isEmpty();
        assertThat(thief.notified).isEmpty();
    }

    @Test
    void anUnregisteredPbxSubscribesWithADigest() {
        Station moved = station(21);
        moved.ask(subscribe(moved, ACCOUNT), moved.way(), "acme");
        border.run(500);
        assertThat(moved.statuses).containsExactly(200);
        assertThat(moved.notified).isNotEmpty();
    }

    @Test
    void aTrunkThatDoesNotRegisterSubscribesToNothing() {
        carrier.ask(subscribe(carrier, ACCOUNT), carrier.way(), "acme");
        border.run(500);
        assertThat(carrier.statuses).containsExactly(405);
        assertThat(carrier.answers.getFirst().raw(HeaderName.ALLOW)).contains("INVITE");
    }

    /// A datagram with the address of a registered PBX may come from anybody: the challenge that it makes us
    /// send there is never more than came.
    @Test
    void overUdpNobodyGetsMoreThanCameNotEvenWhereAPbxIsRegistered() {
        border.accounts(m -> RegisteredTrunksTest.with(m, Authenticate.ALWAYS));
        int before = Objects.requireNonNull(border.answered.get(pbx.address));
        int sent = 0;
        for (int i = 0; i < 50; i++) {
            byte[] octets = ("OPTIONS sip:sp.example.net SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.20;branch=z9hG4bK" + i
                            + "\r\nMax-Forwards: 1\r\nFrom: <sip:a@sp.example.net>;tag=1\r\nTo: <sip:sp.example.net>\r\n"
                            + "Call-ID: c" + i + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            sent += octets.length;
            border.network.send(pbx.address, Border.OUTSIDE, octets);
        }
        border.run(1_000);
        int got = Objects.requireNonNull(border.answered.get(pbx.address)) - before;
        assertThat(got).isBetween(1, sent + 2_000); // what is left of what its REGISTERs paid
    }

    private static RegistrationMode secret(RegistrationMode m, String password) {
        Map<Algorithm, Ha1> secrets = new EnumMap<>(Algorithm.class);
        for (Algorithm a : m.account().algorithms()) {
            secrets.put(a, Ha1.of(a, m.account().user(), Border.DOMAIN, password));
        }
        var account =
                new TrunkAccount(m.account().user(), null, secrets, m.account().algorithms(), Border.DOMAIN);
        return new RegistrationMode(account, m.gin(), m.lifetimes(), m.contacts(), m.calledNumber(), m.authenticate());
    }

    /// What was registered with the old secret is called still; but who speaks there proves the new one.
    @Test
    void anotherSecretIsAskedForOnFlowsThatRegisteredWithTheOldOne() {
        pbx.call(FAR, ACME, Extra.NONE);
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200);
        border.accounts(m -> secret(m, "another"));
        pbx.call(FAR, ACME, Extra.NONE);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.statuses).containsExactly(200, 401);
        assertThat(pbx.invites).hasSize(1);
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200, 401, 401);
        pbx.password = "another";
        pbx.register("acme", 3_600);
        border.run(500);
        pbx.call(FAR, ACME, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.statuses).containsExactly(200, 401, 401, 200, 200);
    }

    /// The process that knew of the change is gone; what was kept says by which secret it was proved.
    @Test
    void aRestartWithAnotherSecretForgetsWhatTheOldOneProved() {
        border.restart();
        assertThat(border.bound("acme")).as("the same secret").hasSize(1);
        border.accounts(m -> secret(m, "another"));
        border.restart();
        assertThat(border.bound("acme")).isEmpty();
        pbx.call(FAR, ACME, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.statuses).as("challenged, and not let in").doesNotContain(200);
        pbx.password = "another";
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).endsWith(200);
        border.restart();
        assertThat(border.bound("acme")).hasSize(1);
    }

    @Test
    void aDroppedRegistrationIsCalledNoMoreAndMayComeBack() {
        assertThat(border.node.drop("acme")).isEqualTo(1);
        assertThat(border.changes).endsWith(BindingChange.Event.DEACTIVATED);
        assertThat(border.node.drop("acme")).isZero();
        assertThat(border.node.drop("beta")).isZero();
        assertThat(border.node.drop("carrier")).isEqualTo(-1);
        assertThat(border.node.drop("nobody")).isEqualTo(-1);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(500);
        assertThat(carrier.statuses).containsExactly(480);
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(border.bound("acme")).hasSize(1);
    }

    /// Whatever the trunk must prove otherwise: who calls for help from where it registered is let in, with
    /// right credentials, with wrong ones, and without.
    ///
    /// Proves EMG-020.
    @Test
    void aCallForHelpOfAKnownTrunkWaitsForNoProof() {
        border.accounts(m -> RegisteredTrunksTest.with(m, Authenticate.ALWAYS));
        pbx.invite(HELP, "<sip:" + ACME + "@" + Border.DOMAIN + ">", Extra.NONE);
        border.run(500);
        String wrong = "Digest username=\"acme\", realm=\"sp.example.net\", nonce=\"x\", uri=\"" + HELP
                + "\", response=\"00\", algorithm=SHA-256, cnonce=\"1\", qop=auth, nc=00000001";
        pbx.invite(HELP, "<sip:anonymous@anonymous.invalid>", Extra.of(HeaderName.AUTHORIZATION, wrong));
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200, 200);
        assertThat(carrier.invites)
                .hasSize(2)
                .allSatisfy(i -> assertThat(i.requestUriText()).isEqualTo(HELP));
        assertThat(border.told(CallEvent.Unauthenticated.class)).hasSize(2).allSatisfy(u -> {
            assertThat(u.trunk()).isEqualTo("acme");
            assertThat(u.called()).isEqualTo(HELP);
            assertThat(u.flow().remote()).isEqualTo(pbx.address);
        });
        pbx.call(FAR, ACME, Extra.NONE);
        border.run(500);
        assertThat(pbx.statuses).endsWith(401);
    }

    /// Nobody knows who it is: it is asked, in the name of the first domain of the network.
    ///
    /// Proves REG-028.
    @Test
    void aCallForHelpFromNowhereIsAskedWhoItIs() {
        Station nobody = station(66);
        nobody.invite(HELP, "<sip:anonymous@anonymous.invalid>", Extra.NONE);
        border.run(1_500);
        assertThat(nobody.statuses).containsExactly(401);
        assertThat(Station.text(nobody.answers.getFirst())).contains("realm=\"sp.example.net\"");
        assertThat(carrier.invites).isEmpty();
    }

    /// From says beta, the digest says acme: the call is acme's.
    ///
    /// Proves ARCH-006.
    @Test
    void whoACallIsFromTheDigestSaysAndNotFrom() {
        Station other = station(66);
        other.call(FAR, "+12145550222", Extra.NONE);
        border.run(500);
        Response challenge = other.answers.getFirst();
        other.call(
                FAR,
                "+12145550222",
                Extra.of(
                        HeaderName.AUTHORIZATION,
                        RegisteredTrunksTest.answer(other, challenge, "acme").toString()));
        border.run(500);
        assertThat(border.events.stream().map(GateTest::trunk).filter(t -> !t.isEmpty()))
                .isNotEmpty()
                .containsOnly("acme");
    }

    private static String trunk(CallEvent event) {
        if (event instanceof CallEvent.Rejected rejected)
            return rejected.invitation().trunk();
        return event instanceof CallEvent.Started started ? started.invitation().trunk() : "";
    }

    /// One guesses over connections, and a PBX is behind the same address: where it is registered nobody
    /// shuts it out.
    ///
    /// Proves AUT-015, SEC-018.
    @Test
    void whoGuessesOverConnectionsIsShutOutUnlessAPbxIsRegisteredThere() {
        for (int host : new int[] {20, 66}) {
            Station guesser = new Station(border, Border.address("198.51.100." + host, 5070), Transport.TCP);
            guesser.password = "guess";
            for (int i = 0; i < 25; i++) {
                guesser.register("acme", 3_600);
                border.run(500);
            }
            assertThat(border.node.bans().list(0)).hasSize(host == 66 ? 1 : 0);
        }
        assertThat(border.told(CallEvent.Banned.class))
                .singleElement()
                .satisfies(b -> assertThat(b.flow().remote().getAddress().getHostAddress())
                        .isEqualTo("198.51.100.66"));
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200);
    }
}
