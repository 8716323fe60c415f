package org.demarc.edge.registered;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.registrar.BindingChange.Event;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.DigestClient;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.RegistrationMode.Authenticate;
import org.demarc.trunk.numbers.NumberMap;
import org.demarc.trunk.numbers.NumberMap.Prefix;
import org.junit.jupiter.api.Test;

/// The whole edge where PBXs register with it.
class RegisteredTrunksTest {
    private static final String ACME = "+12145550123";
    private static final String FAR = "+442079460000";

    private final Border border = new Border(new Gen(11), Faults.NONE, 2);
    private final Station carrier = new Station(border, Border.CARRIER, Transport.UDP);

    private Station pbx(int host, Transport transport) {
        return new Station(border, Border.address("198.51.100." + host, 5060), transport);
    }

    static RegistrationMode with(RegistrationMode m, Authenticate authenticate) {
        return new RegistrationMode(m.account(), m.gin(), m.lifetimes(), m.contacts(), m.calledNumber(), authenticate);
    }

    private Station registered(int host, String user, Transport transport) {
        Station pbx = pbx(host, transport);
        pbx.register(user, 3_600);
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200);
        return pbx;
    }

    /// Proves AUT-001, REG-007, REG-010, INC-001.
    @Test
    void aCallToANumberOfTheBulkGoesToWhereThePbxRegistered() {
        Station pbx = registered(20, "acme", Transport.UDP);
        assertThat(border.bound("acme")).hasSize(1);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(carrier.statuses).containsExactly(200);
        assertThat(pbx.invites).hasSize(1);
        assertThat(pbx.invites.getFirst().requestUriText()).isEqualTo("sip:" + ACME + "@198.51.100.20:5060");
        assertThat(pbx.invites.getFirst().raw(HeaderName.TO)).startsWith("<sip:" + ACME + "@sp.example.net");
        carrier.sessions.getFirst().bye(Extra.NONE);
        border.run(40_000);
        assertThat(pbx.sessions).isEmpty();
        border.assertNothingLeft();
    }

    /// RFC 6140 section 7.1.1, RFC 5627 section 6.1.
    @Test
    void aGruuMeansOneDeviceAlone() {
        Station first = pbx(20, Transport.UDP);
        first.instance = "<urn:uuid:00000000-0000-1000-8000-00000000000a>";
        Station second = pbx(21, Transport.UDP);
        second.instance = "<urn:uuid:00000000-0000-1000-8000-00000000000b>";
        for (Station pbx : List.of(first, second)) {
            pbx.register("acme", 3_600);
            border.run(500);
            assertThat(pbx.answers.getLast().raw(HeaderName.CONTACT))
                    .contains(";pub-gruu=\"sip:sp.example.net;bnc;gr=urn:uuid:");
        }
        String from = "<sip:" + FAR + "@" + Border.DOMAIN + ">";
        for (String last : List.of("b", "a", "b")) {
            String gruu =
                    "sip:" + ACME + "@" + Border.DOMAIN + ";gr=urn:uuid:00000000-0000-1000-8000-00000000000" + last;
            carrier.invite(gruu + ";sg=ln7", from, Extra.NONE);
            border.run(1_000);
        }
        assertThat(first.invites).hasSize(1);
        assertThat(second.invites).hasSize(2);
        assertThat(second.invites.getFirst().requestUriText()).isEqualTo("sip:" + ACME + "@198.51.100.21:5060;sg=ln7");
        carrier.invite("sip:" + ACME + "@" + Border.DOMAIN + ";gr=urn:uuid:gone", from, Extra.NONE);
        border.run(1_000);
        assertThat(carrier.statuses).containsExactly(200, 200, 200, 480);
    }

    /// What it sent is what it may get: the repetition of a short REGISTER pays for the challenge.
    @Test
    void aShortRegisterIsChallengedWhenItIsRepeated() {
        Station pbx = pbx(20, Transport.UDP);
        pbx.terse = true;
        pbx.register("acme", 3_600);
        border.run(400);
        assertThat(border.answered).doesNotContainKey(Border.address("198.51.100.20", 5060));
        border.run(1_000);
        assertThat(pbx.statuses).containsExactly(200);
    }

    /// Proves AUT-011.
    @Test
    void anotherAccountHasNoBusinessInADialogThoughItKnowsItsTags() {
        Station pbx = registered(20, "acme", Transport.UDP);
        Station other = registered(21, "beta", Transport.UDP);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        Dialog dialog = pbx.sessions.getFirst().dialog();
        Request bye = Request.builder(Method.BYE, "sip:" + Border.DOMAIN)
                .add(HeaderName.VIA, other.agent.outbound().via(other.way()))
                .add(HeaderName.MAX_FORWARDS, "70")
                .add(HeaderName.FROM, "<sip:a@" + Border.DOMAIN + ">;tag=" + dialog.localTag())
                .add(HeaderName.TO, "<sip:b@" + Border.DOMAIN + ">;tag=" + dialog.remoteTag())
                .add(HeaderName.CALL_ID, dialog.callId())
                .add(HeaderName.CSEQ, "4711 BYE")
                .build();
        other.ask(bye, other.way(), "beta");
        border.run(1_000);
        assertThat(other.statuses).as("nothing said").containsExactly(200);
        assertThat(pbx.sessions).hasSize(1);
        assertThat(carrier.sessions).hasSize(1);
        carrier.sessions.getFirst().bye(Extra.NONE);
        border.run(40_000);
        border.assertNothingLeft();
    }

    /// Proves AUT-002.
    @Test
    void aCallOnTheRegisteredFlowNeedsNoCredentialsUnlessTheTrunkWantsThem() {
        Station pbx = registered(20, "acme", Transport.UDP);
        pbx.call(FAR, ACME, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.statuses).containsExactly(200, 200);
        border.accounts(m -> with(m, Authenticate.ALWAYS));
        pbx.call(FAR, ACME, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.statuses).containsExactly(200, 200, 401);
        border.accounts(m -> with(m, Authenticate.SECURE_FLOW));
        pbx.call(FAR, ACME, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.statuses).endsWith(401);
        assertThat(carrier.invites).hasSize(1);
    }

    /// Proves AUT-002, AUT-006, AUT-010, AUT-022.
    @Test
    void aCallFromElsewhereIsAskedForCredentialsAndThenIsTheAccounts() {
        registered(20, "acme", Transport.UDP);
        Station other = pbx(66, Transport.UDP);
        other.call(FAR, ACME, Extra.NONE);
        border.run(1_000);
        assertThat(other.statuses).containsExactly(401);
        Response challenge = other.answers.getFirst();
        assertThat(challenge.has(HeaderName.PROXY_AUTHENTICATE)).isFalse();
        other.call(
                FAR,
                ACME,
                Extra.of(
                        HeaderName.AUTHORIZATION,
                        answer(other, challenge, "acme").toString()));
        border.run(1_000);
        // Another call may live on another lane, which does not know the nonce: it says so and asks once more.
        if (other.statuses.getLast() == 401) {
            assertThat(Station.text(other.answers.getLast())).contains("stale=true");
        } else {
            assertThat(carrier.invites).hasSize(1);
        }
    }

    static Credentials answer(Station who, Response challenge, String user) {
        return answer(who, challenge, user, "INVITE", "sip:" + FAR + "@sp.example.net");
    }

    static Credentials answer(Station who, Response challenge, String user, String method, String uri) {
        DigestClient client = who.digest(user);
        if (challenge.all(Challenge.WWW_AUTHENTICATE) instanceof Fields.Values<Challenge>(List<Challenge> all)
                && client.challenged(all, 0, method, uri) instanceof DigestClient.Answer.Again(Credentials c)) {
            return c;
        }
        throw new AssertionError("no challenge that can be answered: " + Station.text(challenge));
    }

    /// Proves AUT-007.
    @Test
    void credentialsAreGoodOnce() {
        Border one = new Border(new Gen(5), Faults.NONE, 1);
        Station far = new Station(one, Border.CARRIER, Transport.UDP);
        Station other = new Station(one, Border.address("198.51.100.66", 5060), Transport.UDP);
        other.call(FAR, ACME, Extra.NONE);
        one.run(500);
        Credentials once = answer(other, other.answers.getFirst(), "acme");
        other.call(FAR, ACME, Extra.of(HeaderName.AUTHORIZATION, once.toString()));
        one.run(1_000);
        assertThat(other.statuses).containsExactly(401, 200);
        other.call(FAR, ACME, Extra.of(HeaderName.AUTHORIZATION, once.toString()));
        one.run(1_000);
        assertThat(other.statuses).containsExactly(401, 200, 401);
        assertThat(Station.text(other.answers.getLast())).contains("stale=true");
        assertThat(far.invites).hasSize(1);
        // In-dialog requests of that call need none.
        other.sessions.getFirst().bye(Extra.NONE);
        one.run(40_000);
        assertThat(far.sessions).isEmpty();
        one.assertNothingLeft();
    }

    @Test
    void wrongCredentialsLeadNowhereAndLeaveNothing() {
        Station wrong = pbx(66, Transport.UDP);
        wrong.password = "guess";
        wrong.register("acme", 3_600);
        border.run(2_000);
        assertThat(wrong.statuses).containsExactly(401);
        assertThat(border.bound("acme")).isEmpty();
        wrong.call(
                FAR,
                ACME,
                Extra.of(
                        HeaderName.AUTHORIZATION,
                        "Digest username=\"acme\", realm=\"sp.example.net\", nonce=\"x\", uri=\"sip:" + FAR
                                + "@sp.example.net\", response=\"00\", algorithm=SHA-256, cnonce=\"1\", qop=auth, nc=00000001"));
        border.run(2_000);
        assertThat(wrong.statuses).endsWith(401);
        assertThat(carrier.invites).isEmpty();
        assertThat(Station.text(wrong.answers.getLast()))
                .as("a nonce that is not ours: nothing else is looked at")
                .contains("stale=true");
        assertThat(border.told(CallEvent.DigestWrong.class)).isEmpty();
        assertThat(border.told(CallEvent.RegisterRefused.class)).hasSize(1);
        border.run(40_000);
        border.assertNothingLeft();
    }

    @Test
    void strangersGetNothingButChallengesAndNeverMoreThanTheySent() {
        Station stranger = pbx(77, Transport.UDP);
        stranger.agent
                .transactions()
                .send(
                        Request.builder(Method.OPTIONS, "sip:sp.example.net")
                                .add(HeaderName.VIA, stranger.agent.outbound().via(stranger.way()))
                                .add(HeaderName.MAX_FORWARDS, "70")
                                .add(HeaderName.FROM, "<sip:x@sp.example.net>;tag=1")
                                .add(HeaderName.TO, "<sip:sp.example.net>")
                                .add(HeaderName.CALL_ID, "c1")
                                .add(HeaderName.CSEQ, "1 OPTIONS")
                                .build(),
                        stranger.way(),
                        new org.demarc.edge.registered.Deaf());
        border.run(40_000);
        assertThat(border.answered).isEmpty();
        border.network.send(
                stranger.address,
                Border.OUTSIDE,
                ("REGISTER sip:sp.example.net SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.77;branch=z9hG4bK1\r\n"
                                + "From: <sip:a@sp.example.net>;tag=1\r\nTo: <sip:a@sp.example.net>\r\nCall-ID: c\r\n"
                                + "CSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        border.network.send(
                stranger.address,
                Border.OUTSIDE,
                ("REGISTER sip:elsewhere.example SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.77;branch=z9hG4bK2\r\n"
                                + "From: <sip:a@elsewhere.example>;tag=1\r\nTo: <sip:a@elsewhere.example>\r\nCall-ID: d\r\n"
                                + "CSeq: 1 REGISTER\r\nX: " + "x".repeat(600) + "\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        border.run(1_000);
        assertThat(border.answered).isEmpty();
        assertThat(border.counts().transactions()).isZero();
    }

    @Test
    void withoutARegistrationTheCallerHears480() {
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(carrier.statuses).containsExactly(480);
        assertThat(border.told(CallEvent.Rejected.class).getFirst().why()).contains("nothing is registered");
    }

    /// Proves REG-053, FLD-005.
    @Test
    void aConnectionThatBreaksTakesItsRegistrationOutOfUseAndTheDialogMovesToTheNext() {
        Station pbx = registered(20, "acme", Transport.TCP);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(carrier.statuses).containsExactly(200);
        assertThat(Objects.requireNonNull(pbx.flow).transport()).isEqualTo(Transport.TCP);
        pbx.contactHost = "192.168.1.2:5060"; // nothing is ever reached there
        pbx.breakConnections();
        border.run(500);
        assertThat(border.changes).contains(Event.FLOW_LOST);
        pbx.register("acme", 3_600);
        border.run(500);
        carrier.sessions.getFirst().bye(Extra.NONE);
        border.run(2_000);
        assertThat(pbx.sessions).isEmpty();
        border.run(40_000);
        border.assertNothingLeft();
    }

    /// Proves ARCH-006. Its digest is right, and yet what comes from a configured address is of that trunk.
    @Test
    void noRegisterTakesTheAddressOfAConfiguredPeer() {
        Station gateway = new Station(border, Border.GATEWAY, Transport.UDP);
        gateway.register("acme", 3_600);
        border.run(500);
        assertThat(gateway.statuses).containsExactly(403);
        assertThat(border.bound("acme")).isEmpty();
        assertThat(border.told(CallEvent.RegisterRefused.class).getLast().rule())
                .isEqualTo("trunks.gateway.peers");
        gateway.call(FAR, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(border.told(CallEvent.Started.class))
                .extracting(e -> e.invitation().trunk())
                .containsExactly("gateway");
    }

    private void beside(InetSocketAddress address, Transport transport) {
        Station pbx = new Station(border, address, transport);
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).as("its digest is right").containsExactly(403);
        assertThat(border.bound("acme")).isEmpty();
        assertThat(border.told(CallEvent.RegisterRefused.class).getLast().rule())
                .isEqualTo("trunks.gateway");
        pbx.call(FAR, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(border.told(CallEvent.Started.class).getLast().invitation().trunk())
                .as("who is believed there is who was")
                .isEqualTo("gateway");
    }

    /// Proves ARCH-006, STA-008. At another port of a peer's host and in a block of sources a trunk is believed without
    /// proof: a REGISTER of another trunk's account changes that nowhere.
    @Test
    void noRegisterTakesAnAddressWhereAnotherTrunkIsBelieved() {
        beside(Border.address("198.51.100.30", 5062), Transport.UDP);
        beside(Border.address("198.51.100.30", 5063), Transport.TCP);
        border.gatewaySources("198.51.100.128/25");
        beside(Border.address("198.51.100.130", 5060), Transport.UDP);
    }

    /// The reverse: a block of sources is configured where somebody is registered.
    @Test
    void whereABlockOfSourcesIsConfiguredNoFlowOfARegistrationIsBelieved() {
        Station pbx = registered(20, "acme", Transport.UDP);
        border.gatewaySources("198.51.100.0/26");
        pbx.call(FAR, ACME, Extra.NONE);
        border.run(1_000);
        assertThat(border.told(CallEvent.Started.class))
                .extracting(e -> e.invitation().trunk())
                .containsExactly("gateway");
    }

    /// The reverse: the configuration puts a peer where somebody is registered.
    @Test
    void aPeerThatIsConfiguredWhereSomebodyRegisteredIsThatPeer() {
        Station pbx = registered(20, "acme", Transport.UDP);
        border.gateway(pbx.address);
        pbx.call(FAR, ACME, Extra.NONE);
        border.run(1_000);
        assertThat(border.told(CallEvent.Started.class))
                .extracting(e -> e.invitation().trunk())
                .containsExactly("gateway");
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).endsWith(403);
    }

    @Test
    void aContactThatIsOurselvesAndAPathBySomebodyElseAreRefused() {
        Station pbx = pbx(20, Transport.UDP);
        pbx.contactHost = "203.0.113.5:5060";
        pbx.register("acme", 3_600);
        border.run(500);
        pbx.contactHost = "198.51.100.20:5060";
        pbx.path = "<sip:198.51.100.99;lr>";
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).containsExactly(403, 403);
        assertThat(border.told(CallEvent.RegisterRefused.class))
                .extracting(CallEvent.RegisterRefused::rule)
                .contains("RFC 5627 5.1", "RFC 3327 6.1");
        assertThat(border.bound("acme")).isEmpty();
    }

    /// Proves REG-053. What does not even leave says nothing about the way that it would have taken.
    @Test
    void aContactIsOutOfUseOnceTheNetworkSaysThatItsFlowIsGoneAndNotForAFailureOfOurOwn() {
        Station pbx = registered(20, "acme", Transport.UDP);
        for (Loss ours : List.of(Loss.NOT_SENT, Loss.NO_ROUTE)) {
            border.sender.loses(pbx.address, ours);
            carrier.call(ACME, FAR, Extra.NONE);
            border.run(1_000);
            assertThat(carrier.statuses).endsWith(500);
            assertThat(border.changes).doesNotContain(Event.FLOW_LOST);
            assertThat(border.bound("acme").getFirst().flow()).isNotNull();
        }
        border.sender.loses(pbx.address, Loss.FLOW_FAILED);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(border.changes).contains(Event.FLOW_LOST);
        assertThat(border.bound("acme").getFirst().flow()).isNull();
        border.run(40_000);
        border.assertNothingLeft();
    }

    /// A 2xx that no dialog can be made of is an answer: its sender lives.
    @Test
    void anAnswerOfNoUseTakesNoContactOutOfUse() {
        Station pbx = registered(20, "acme", Transport.UDP);
        pbx.contactless = true;
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(40_000);
        assertThat(carrier.statuses).containsExactly(500);
        assertThat(border.changes).doesNotContain(Event.FLOW_LOST);
        border.assertNothingLeft();
    }

    /// RFC 3608: what the PBX is told it puts into its calls, and from there it goes no further.
    @Test
    void callsComeByTheServiceRouteThatWasSaid() {
        String route = "<sip:203.0.113.5;lr>";
        border.accounts(m -> m.with(new RegistrationMode.AsRegistrar(120, List.of("sip:203.0.113.5;lr"))));
        Station pbx = registered(20, "acme", Transport.UDP);
        assertThat(pbx.answers.getLast().raw(HeaderName.SERVICE_ROUTE)).isEqualTo(route);
        pbx.call(FAR, ACME, Extra.of(HeaderName.ROUTE, route));
        border.run(1_000);
        assertThat(pbx.statuses).endsWith(200);
        assertThat(carrier.invites.getFirst().raw(HeaderName.ROUTE)).isNull();
        assertThat(carrier.invites.getFirst().raw(HeaderName.RECORD_ROUTE)).isNull();
        pbx.register("acme", 0);
        border.run(500);
        assertThat(pbx.answers.getLast().raw(HeaderName.SERVICE_ROUTE))
                .as("once nothing is bound")
                .isNull();
    }

    /// Proves REG-051.
    @Test
    void behindANatEverythingStaysOnTheFlow() {
        Station pbx = pbx(20, Transport.UDP);
        pbx.contactHost = "192.168.1.2:5060";
        pbx.register("acme", 3_600);
        border.run(500);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(carrier.statuses).containsExactly(200);
        assertThat(pbx.invites.getFirst().requestUriText()).isEqualTo("sip:" + ACME + "@192.168.1.2:5060");
        carrier.sessions.getFirst().bye(Extra.NONE);
        border.run(40_000);
        assertThat(pbx.sessions).isEmpty();
        border.assertNothingLeft();
    }

    /// Proves REG-024.
    @Test
    void theNextContactIsTriedWhereOneIsSilent() {
        Station first = registered(20, "acme", Transport.UDP);
        Station second = registered(21, "acme", Transport.UDP);
        second.sender.die();
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(6_000);
        assertThat(carrier.statuses).containsExactly(200);
        assertThat(first.invites).hasSize(1);
    }

    @Test
    void twoAccountsOfOneAddressStayApart() {
        Station acme = registered(20, "acme", Transport.UDP);
        Station beta = new Station(border, Border.address("198.51.100.20", 5062), Transport.UDP);
        beta.register("beta", 3_600);
        border.run(500);
        acme.call(FAR, ACME, Extra.NONE);
        beta.call(FAR, "+12145550222", Extra.NONE);
        border.run(1_000);
        assertThat(border.told(CallEvent.Started.class))
                .extracting(s -> s.invitation().trunk())
                .containsExactlyInAnyOrder("acme", "beta");
        // Both on one flow: the flow does not tell any more, the digest does.
        acme.register("beta", 3_600);
        border.run(500);
        acme.call(FAR, ACME, Extra.NONE);
        border.run(1_000);
        assertThat(acme.statuses).endsWith(401);
    }

    @Test
    void theAccountAloneRegistersWhereItMay() {
        Station pbx = pbx(20, Transport.UDP);
        pbx.algorithm = Algorithm.MD5;
        pbx.registerPlain("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.invites.getFirst().requestUriText()).isEqualTo("sip:" + ACME + "@198.51.100.20:5060");
        border.accounts(m -> new RegistrationMode(
                m.account(),
                RegistrationMode.Gin.REQUIRED,
                m.lifetimes(),
                m.contacts(),
                m.calledNumber(),
                m.authenticate()));
        pbx.registerPlain("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).endsWith(421);
    }

    /// Proves IDN-017.
    @Test
    void aRegisteredPbxIsCalledInItsOwnNumbers() {
        border.trunks(t -> t.with(
                new NumberMap(List.of(), List.of(new Prefix("1", "+121455501", 2, 2), new Prefix("9011", "+")))));
        Station pbx = pbx(20, Transport.UDP);
        pbx.registerPlain("acme", 3_600);
        border.run(500);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        Request invite = pbx.invites.getFirst();
        assertThat(invite.requestUriText()).isEqualTo("sip:123@198.51.100.20:5060");
        assertThat(invite.raw(HeaderName.TO)).isEqualTo("<sip:123@sp.example.net>");
        assertThat(invite.raw(HeaderName.FROM)).startsWith("<sip:9011442079460000@sp.example.net>");
        pbx.call("9011442079460001", "100", Extra.NONE);
        border.run(1_000);
        assertThat(carrier.invites.getFirst().requestUriText()).startsWith("sip:+442079460001@");
        assertThat(carrier.invites.getFirst().raw(HeaderName.FROM)).startsWith("<sip:+12145550100@");
    }

    @Test
    void aRegistrationEndsWithItsTimeAndOutlivesTheProcess() {
        Station pbx = pbx(20, Transport.UDP);
        pbx.register("acme", 120);
        border.run(500);
        border.restart();
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(carrier.statuses).containsExactly(200);
        assertThat(pbx.invites).hasSize(1);
        carrier.sessions.getFirst().bye(Extra.NONE);
        border.run(125_000);
        assertThat(border.changes).endsWith(Event.EXPIRED);
        assertThat(border.bound("acme")).isEmpty();
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(carrier.statuses).containsExactly(200, 480);
        border.run(40_000);
        border.assertNothingLeft();
    }

    /// Proves REG-030.
    @Test
    void theAccountMayWatchItsRegistration() {
        Station pbx = registered(20, "acme", Transport.UDP);
        var way = pbx.way();
        pbx.ask(
                Request.builder(Method.SUBSCRIBE, "sip:acme@sp.example.net")
                        .add(HeaderName.VIA, pbx.agent.outbound().via(way))
                        .add(HeaderName.MAX_FORWARDS, "70")
                        .add(HeaderName.FROM, "<sip:acme@sp.example.net>;tag=1")
                        .add(HeaderName.TO, "<sip:acme@sp.example.net>")
                        .add(HeaderName.CALL_ID, "watch")
                        .add(HeaderName.CSEQ, "1 SUBSCRIBE")
                        .add(HeaderName.CONTACT, "<sip:198.51.100.20:5060>")
                        .add(HeaderName.EVENT, "reg")
                        .add(HeaderName.EXPIRES, "600")
                        .build(),
                way,
                "acme");
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200, 200);
        assertThat(pbx.notified).isNotEmpty();
        assertThat(Station.text(pbx.notified.getFirst()))
                .contains("Subscription-State: active;expires=600")
                .contains("sip:+12145550100@198.51.100.20:5060")
                .doesNotContain("bnc");
        pbx.notified.clear();
        pbx.register("acme", 0);
        border.run(8_000);
        assertThat(Station.text(pbx.notified.getFirst())).contains("event=\"unregistered\"");
        border.run(700_000);
        assertThat(Station.text(pbx.notified.getLast())).contains("terminated;reason=timeout");
        border.assertNothingLeft();
    }
}
