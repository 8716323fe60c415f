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

    /// Proves ERM-014.
    @Test
    void requiredExtensionGets420WithUnsupported() {
        Response response = answerTo(with(Lab.invite("z9hG4bK1"), "Require: 100rel, timer"));
        assertThat(response.status()).isEqualTo(420);
        assertThat(response.raw(HeaderName.UNSUPPORTED)).isEqualTo("100rel, timer");
        assertThat(invites).isEmpty();
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
