package org.demarc.sip.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Lab;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
import org.junit.jupiter.api.Test;

/// What a user agent refuses before anybody sees it: RFC 3261 section 8.2.
class UserAgentTest implements UserAgentUser {
    private final Lab lab = new Lab();
    private final UserAgent agent = new UserAgent(lab, lab, lab, TimerConfig.RFC3261, 100, this);
    private final List<IncomingInvite> invites = new ArrayList<>();
    private int asked;

    private Response answerTo(Request request) {
        agent.received(request, Lab.UDP);
        return lab.only().response();
    }

    private static Request with(Request request, String field) {
        return Lab.request(
                request.toString().replaceAll("Content-Length.*\n", "").strip() + "\n" + field);
    }

    @Test
    void knownMethodThatIsNotServedGets405WithAllow() {
        for (String method : List.of("REGISTER", "SUBSCRIBE", "NOTIFY", "REFER", "MESSAGE", "PUBLISH", "PRACK")) {
            Response response = answerTo(Lab.follow(method, "z9hG4bK" + method, 1, ""));
            assertThat(response.status()).as(method).isEqualTo(405);
            assertThat(response.raw(HeaderName.ALLOW)).contains("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS");
            assertThat(response.toTag()).isNotEmpty();
        }
    }

    /// Proves ARCH-015.
    @Test
    void unknownMethodGets501() {
        assertThat(answerTo(Lab.follow("DANCE", "z9hG4bK1", 1, "")).status()).isEqualTo(501);
    }

    /// Proves ERM-014, ARCH-014.
    @Test
    void requiredExtensionGets420WithUnsupported() {
        Response response = answerTo(with(Lab.invite("z9hG4bK1"), "Require: 100rel, timer"));
        assertThat(response.status()).isEqualTo(420);
        assertThat(response.raw(HeaderName.UNSUPPORTED)).isEqualTo("100rel, timer");
        assertThat(invites).isEmpty();
    }

    /// As a UAS that we are; there is no proxy here.
    ///
    /// Proves ARCH-023.
    @Test
    void extensionRequiredOfAProxyGets420Too() {
        Response response = answerTo(with(Lab.invite("z9hG4bK1"), "Proxy-Require: nosuchtag"));
        assertThat(response.status()).isEqualTo(420);
        assertThat(response.raw(HeaderName.UNSUPPORTED)).isEqualTo("nosuchtag");
        assertThat(invites).isEmpty();
    }

    /// RFC 3261 section 8.2.2.3: neither CANCEL nor the ACK to it may be refused.
    ///
    /// Proves ARCH-014.
    @Test
    void requireInCancelAndAckIsIgnored() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        invites.getFirst().user(new IncomingUser() {
            @Override
            public void cancelled(IncomingInvite invite, Request request) {}
        });
        agent.received(with(Lab.follow("CANCEL", "z9hG4bK1", 1, ""), "Require: nosuchtag"), Lab.UDP);
        List<Lab.Sent> sent = lab.taken();
        assertThat(sent.stream().map(s -> s.response().status())).containsExactly(200, 487);
        String tag = sent.getLast().response().toTag();
        agent.received(with(Lab.follow("ACK", "z9hG4bK1", 1, tag), "Require: nosuchtag"), Lab.UDP);
        lab.pass(60_000);
        assertThat(lab.taken()).as("it is acknowledged").isEmpty();
    }

    /// Proves ARCH-022.
    @Test
    void headersAreReadInEachFormOfTheGrammar() {
        agent.received(Lab.request("""
                INVITE sip:bob@192.0.2.1 SIP/2.0
                v: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK1;rport=5060, SIP/2.0/TCP phone.example;branch=z9hG4bK0
                VIA: SIP/2.0/TCP first.example;branch=z9hG4bKf
                mAX-fORWARDS: 70
                f: <sip:alice@192.0.2.2>;tag=a1
                t: <sip:bob@192.0.2.1>
                i: call1
                cseq: 1 INVITE
                m: <sip:alice@192.0.2.2:5060>
                k: 100rel
                s: a call
                  that is
                \tfolded
                """.replace("\\t", "\t")), Lab.UDP);
        assertThat(invites).hasSize(1);
        IncomingInvite invite = invites.getFirst();
        assertThat(invite.request().raw(HeaderName.SUBJECT)).isEqualTo("a call that is folded");
        invite.accept(Objects.requireNonNull(invite.fork(Gone.INSTANCE)), null, Extra.NONE);
        Response response = lab.only().response();
        assertThat(response.status()).isEqualTo(200);
        assertThat(String.join(", ", response.rawAll(HeaderName.VIA)))
                .isEqualTo("SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK1;rport=5060, SIP/2.0/TCP"
                        + " phone.example;branch=z9hG4bK0, SIP/2.0/TCP first.example;branch=z9hG4bKf");
    }

    /// Over TLS alone: what it asks of the hops behind us is for who answers it to say.
    ///
    /// Proves SEC-022.
    @Test
    void sipsIsNoForeignScheme() {
        Request options = Lab.request(Lab.follow("OPTIONS", "z9hG4bK1", 1, "")
                .toString()
                .replace("OPTIONS sip:bob@192.0.2.1", "OPTIONS sips:sp.example.net")
                .replaceAll("Content-Length.*\n", ""));
        assertThat(answerTo(options).status()).isEqualTo(200);
    }

    @Test
    void malformedHeaderGets400() {
        assertThat(answerTo(with(Lab.invite("z9hG4bK1"), "P-Asserted-Identity: <<"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void foreignSchemeGets416() {
        Request invite = Lab.request(Lab.invite("z9hG4bK1")
                .toString()
                .replace("INVITE sip:bob@192.0.2.1", "INVITE http:bob")
                .replaceAll("Content-Length.*\n", ""));
        assertThat(answerTo(invite).status()).isEqualTo(416);
    }

    /// Proves CAL-006, CAL-030.
    @Test
    void requestOfADialogThatDoesNotExistGets481() {
        for (String method : List.of("INVITE", "BYE", "UPDATE", "INFO", "OPTIONS")) {
            Response response = answerTo(Lab.follow(method, "z9hG4bK" + method, 1, "gone"));
            assertThat(response.status()).as(method).isEqualTo(481);
            assertThat(response.toTag()).isEqualTo("gone");
        }
    }

    @Test
    void requestThatNeedsADialogGets481() {
        for (String method : List.of("BYE", "UPDATE", "INFO")) {
            assertThat(answerTo(Lab.follow(method, "z9hG4bK" + method, 1, "")).status())
                    .isEqualTo(481);
        }
    }

    /// Proves CAL-030.
    @Test
    void ackOfNothingIsNotAnswered() {
        agent.received(Lab.follow("ACK", "z9hG4bK1", 1, "gone"), Lab.UDP);
        assertThat(lab.taken()).isEmpty();
    }

    @Test
    void sameInviteByAnotherPathGets482() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        assertThat(answerTo(Lab.invite("z9hG4bK2")).status()).isEqualTo(482);
        assertThat(invites).hasSize(1);
    }

    @Test
    void sameInviteByAnotherPathGets482AlsoOnceItIsAccepted() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        IncomingInvite invite = invites.getFirst();
        Session session = Objects.requireNonNull(invite.fork(Gone.INSTANCE));
        invite.accept(session, null, Extra.NONE);
        agent.received(Lab.follow("ACK", "z9hG4bKa", 1, session.dialog().localTag()), Lab.UDP);
        lab.taken();
        lab.pass(31_999);
        assertThat(answerTo(Lab.invite("z9hG4bK2")).status()).isEqualTo(482);
        lab.pass(1);
        agent.received(Lab.invite("z9hG4bK3"), Lab.UDP);
        assertThat(invites).hasSize(2);
    }

    @Test
    void sameInviteByAnotherPathIsNewOnceTheRefusalIsAcknowledged() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        invites.getFirst().refuse(486, "Busy Here", Extra.NONE);
        String tag = lab.only().response().toTag();
        assertThat(answerTo(Lab.invite("z9hG4bK2")).status()).isEqualTo(482);
        agent.received(Lab.follow("ACK", "z9hG4bK1", 1, tag), Lab.UDP);
        agent.received(Lab.invite("z9hG4bK3"), Lab.UDP);
        assertThat(invites).hasSize(2);
    }

    @Test
    void refusalThatIsNeverAcknowledgedIsForgotten() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        invites.getFirst().refuse(486, "Busy Here", Extra.NONE);
        lab.pass(32_000);
        agent.received(Lab.invite("z9hG4bK3"), Lab.UDP);
        assertThat(invites).hasSize(2);
    }

    @Test
    void optionsGoesToTheUser() {
        agent.received(Lab.follow("OPTIONS", "z9hG4bK1", 1, ""), Lab.UDP);
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void strayResponseIsDropped() {
        agent.received(Lab.answer(Lab.invite("z9hG4bK1"), 200, "b"), Lab.UDP);
        assertThat(lab.taken()).isEmpty();
    }

    @Override
    public void invited(IncomingInvite invite) {
        invites.add(invite);
    }

    @Override
    public void asked(ServerTransaction transaction, Request request) {
        asked++;
        transaction.respond(agent.answer(request, 200, "OK").build());
    }
}
