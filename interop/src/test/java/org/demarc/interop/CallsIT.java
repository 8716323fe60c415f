package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Both.core;
import static org.demarc.interop.harness.Both.pbx;
import static org.demarc.interop.harness.Scenario.scenario;

import java.time.Duration;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls between two SIPps through the edge: a PBX and a core.
class CallsIT {
    @RegisterExtension
    static final Stage STAGE = Stage.with(Stage.usual());

    private static Both outgoing(Scenario caller, Scenario callee) {
        return Both.outgoing(STAGE, caller, callee);
    }

    /// Proves ARCH-021, CAL-006.
    @Test
    void aCallGoesOutAndTheCallerHangsUp() {
        Both both = outgoing(calls().bye().expect(200), answers().expect("BYE").reply(200));
        both.done();
        assertThat(both.callee().messages())
                .as("what the core sees of the PBX")
                .contains("INVITE sip:" + FAR)
                .doesNotContainPattern(STAGE.place().host(Stage.PBX) + "\\b")
                .doesNotContainPattern(STAGE.place().host(Stage.OUTSIDE) + "\\b");
        assertThat(both.caller().messages())
                .as("what the PBX sees of the core")
                .doesNotContainPattern(STAGE.place().host(Stage.CORE) + "\\b")
                .doesNotContainPattern(STAGE.place().host(Stage.INSIDE) + "\\b")
                .doesNotContain("Told by SIPp");
    }

    /// Proves CAL-006.
    @Test
    void aCallComesInAndTheCalleeHangsUp() {
        Both.incoming(
                        STAGE,
                        scenario()
                                .invite(Both.OWN, Sdp.first())
                                .expect(180)
                                .expect(200)
                                .ack()
                                .expect("BYE")
                                .reply(200),
                        answers().pause(50).bye().expect(200))
                .done();
    }

    @Test
    void manyCallsFollowOneAnother() {
        Sipp core = core(STAGE, answers().expect("BYE").reply(200)).calls(60).listen();
        Sipp pbx = pbx(STAGE, calls().pause(500).bye().expect(200))
                .calls(60)
                .option("-r", "30")
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        new Both(pbx, core).done();
    }

    @Test
    void earlyMediaIsShownToTheCaller() {
        outgoing(
                        scenario()
                                .invite(FAR, Sdp.first())
                                .expect(183)
                                .has("m=audio [1-9]")
                                .has("c=IN IP4 " + STAGE.place().host(Stage.OUTSIDE))
                                .expect(200)
                                .ack()
                                .bye()
                                .expect(200),
                        scenario()
                                .expect("INVITE")
                                .has("c=IN IP4 " + STAGE.place().host(Stage.INSIDE))
                                .reply(183, Sdp.first())
                                .pause(200)
                                .answer(200, Sdp.first())
                                .expect("BYE")
                                .reply(200))
                .done();
    }

    /// Proves HLD-001.
    @Test
    void theCallerHoldsAndResumes() {
        Scenario caller = calls();
        Scenario callee = answers();
        hold(caller, callee, "sendonly", "recvonly", 2);
        hold(caller, callee, "sendrecv", "sendrecv", 3);
        hold(caller, callee, "inactive", "inactive", 4);
        hold(caller, callee, "sendrecv", "sendrecv", 5);
        outgoing(caller.bye().expect(200), callee.expect("BYE").reply(200)).done();
    }

    private static void hold(Scenario asking, Scenario asked, String direction, String answer, int version) {
        asking.reinvite(Sdp.of(version, direction))
                .expect(200)
                .has("a=" + answer)
                .ack();
        asked.expect("INVITE").has("a=" + direction).answer(200, Sdp.of(version, answer));
    }

    /// Proves HLD-002.
    @Test
    void theCallerHoldsByTheAddressOfAllZeroes() {
        outgoing(
                        calls().reinvite(Sdp.heldByAddress(2))
                                .expect(200)
                                .ack()
                                .reinvite(Sdp.of(3, "sendrecv"))
                                .expect(200)
                                .has("a=sendrecv")
                                .ack()
                                .bye()
                                .expect(200),
                        answers()
                                .expect("INVITE")
                                .has("a=(sendonly|inactive)")
                                .answer(200, Sdp.of(2, "recvonly"))
                                .expect("INVITE")
                                .answer(200, Sdp.of(3, "sendrecv"))
                                .expect("BYE")
                                .reply(200))
                .done();
    }

    /// Proves HLD-001.
    @Test
    void theCalleeHoldsAndResumes() {
        // Until the caller's ACK has come to it the edge answers a re-INVITE with 491, which SIPp does not understand.
        Scenario caller = calls().says("1");
        Scenario callee = answers().hears("1");
        hold(callee, caller, "sendonly", "recvonly", 2);
        callee.hears("2");
        caller.says("2");
        hold(callee, caller, "sendrecv", "sendrecv", 3);
        outgoing(caller.bye().expect(200), callee.expect("BYE").reply(200)).done();
    }

    @Test
    void aReinviteWithoutOfferGetsAnOffer() {
        outgoing(
                        calls().reinvite("")
                                .expect(200)
                                .has("m=audio [1-9]")
                                .ack(Sdp.of(2, "sendrecv"))
                                .bye()
                                .expect(200),
                        answers()
                                .expect("INVITE")
                                .lacks("m=audio")
                                .answer(200, Sdp.of(2, "sendrecv"))
                                .has("m=audio [1-9]")
                                .expect("BYE")
                                .reply(200))
                .done();
    }

    /// Proves ARCH-021.
    @Test
    void anUpdateCarriesAnOffer() {
        outgoing(
                        scenario()
                                .with("Allow: INVITE, ACK, CANCEL, BYE, UPDATE")
                                .invite(FAR, Sdp.first())
                                .expect(180)
                                .expect(200)
                                .has("Allow:.*UPDATE")
                                .ack()
                                .request("UPDATE", "application/sdp", Sdp.of(2, "sendonly"))
                                .expect(200)
                                .has("a=recvonly")
                                .bye()
                                .expect(200),
                        scenario()
                                .expect("INVITE")
                                .reply(180)
                                .with("Allow: INVITE, ACK, CANCEL, BYE, UPDATE")
                                .answer(200, Sdp.first())
                                .expect("UPDATE")
                                .has("a=sendonly")
                                .reply(200, Sdp.of(2, "recvonly"))
                                .expect("BYE")
                                .reply(200))
                .done();
    }

    /// Proves ARCH-021.
    @Test
    void infoCarriesDtmfBothWays() {
        outgoing(
                        calls().says("5").hears("7").bye().expect(200),
                        answers().hears("5").says("7").expect("BYE").reply(200))
                .done();
    }

    /// Proves ARCH-021, CAL-004.
    @Test
    void aCancelWhileItRingsReachesTheCallee() {
        outgoing(
                        scenario()
                                .invite(FAR, Sdp.first())
                                .expect(180)
                                .cancel()
                                .expect(200)
                                .expect(487)
                                .ackFailure(),
                        scenario()
                                .expect("INVITE")
                                .reply(180)
                                .expect("CANCEL")
                                .reply(200)
                                .answerCancelled())
                .done();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 480, 486, 488, 603})
    void aRefusalReachesTheCallerAsItIs(int status) {
        outgoing(
                        scenario()
                                .invite(FAR, Sdp.first())
                                .maybe(180)
                                .expect(status)
                                .ackFailure(),
                        scenario().expect("INVITE").answer(status, ""))
                .done();
    }

    @Test
    void aRedirectionReachesTheCallerWithOurAddress() {
        outgoing(
                        scenario()
                                .invite(FAR, Sdp.first())
                                .expect(302)
                                .has("Contact:.*\\+442079460099@"
                                        + STAGE.place().host(Stage.OUTSIDE))
                                .ackFailure(),
                        scenario()
                                .expect("INVITE")
                                .with("Contact: <sip:+442079460099@[local_ip]:[local_port]>")
                                .answer(302, ""))
                .done();
    }

    @Test
    void aCallWithoutOfferGetsOneInTheAnswer() {
        outgoing(
                        scenario()
                                .invite(FAR, "")
                                .expect(180)
                                .expect(200)
                                .has("m=audio [1-9]")
                                .ack(Sdp.first())
                                .bye()
                                .expect(200),
                        scenario()
                                .expect("INVITE")
                                .lacks("m=audio")
                                .reply(180)
                                .answer(200, Sdp.first())
                                .has("m=audio [1-9]")
                                .expect("BYE")
                                .reply(200))
                .done();
    }

    @Test
    void forksOfTheCalledSideStayApartForTheCaller() {
        Both both = outgoing(
                scenario()
                        .invite(FAR, Sdp.first())
                        .expect(180)
                        .expect(183)
                        .has("m=audio [1-9]")
                        .expect(200)
                        .ack()
                        .bye()
                        .expect(200),
                scenario()
                        .expect("INVITE")
                        .fork("a", 180, "")
                        .fork("b", 183, Sdp.first())
                        .answerAs("b", 200, Sdp.first())
                        .expect("BYE")
                        .has("To:.*tag=.*b")
                        .reply(200));
        both.done();
        String seen = both.caller().messages();
        assertThat(toTag(seen, "SIP/2.0 183"))
                .isEqualTo(toTag(seen, "SIP/2.0 200"))
                .isNotEqualTo(toTag(seen, "SIP/2.0 180"));
    }

    private static String toTag(String messages, String begin) {
        int message = messages.indexOf("\n" + begin);
        int to = messages.indexOf("\nTo:", message);
        int tag = messages.indexOf(";tag=", to) + 5;
        return messages.substring(tag, messages.indexOf('\n', tag)).strip();
    }

    /// Proves ARCH-021, CAL-018.
    @Test
    void optionsIsAnswered() {
        Both.pbx(STAGE, scenario().options().expect(200).has("Allow:.*INVITE").has("Accept:.*application/sdp"))
                .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                .done();
    }

    @Test
    void anOperatorEndsACall() {
        Both both = outgoing(
                calls().expect("BYE").reply(200), answers().expect("BYE").reply(200));
        Await.until(
                Duration.ofSeconds(10),
                "the call is answered",
                () -> STAGE.node().api().calls().stream()
                        .anyMatch(call -> call.get("state").text().equals("answered")));
        STAGE.node().api().hangupAll();
        both.done();
    }
}
