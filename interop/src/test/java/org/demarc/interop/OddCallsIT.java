package org.demarc.interop;

import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Scenario.scenario;

import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What happens less often, and goes wrong more often: crossings, refusals inside a dialog, offers with more than
/// audio.
class OddCallsIT {
    @RegisterExtension
    static final Stage STAGE = Stage.with(Stage.usual());

    private static final String VIDEO = "m=video 50000 RTP/AVP 31\na=rtpmap:31 H261/90000\n";
    private static final String NO_VIDEO = "m=video 0 RTP/AVP 31\n";
    private static final String FAX = """
            v=0
            o=sipp 4711 2 IN IP[media_ip_type] [media_ip]
            s=-
            c=IN IP[media_ip_type] [media_ip]
            t=0 0
            m=image [media_port] udptl t38
            a=T38FaxVersion:0
            """;

    private static void play(Scenario caller, Scenario callee) {
        Both.outgoing(STAGE, caller, callee).done();
    }

    private static Scenario hangsUp(Scenario caller) {
        return caller.bye().expect(200);
    }

    private static Scenario isHungUp(Scenario callee) {
        return callee.expect("BYE").reply(200);
    }

    @Test
    void theAnswerMayComeInThe183Alone() {
        play(
                hangsUp(scenario()
                        .invite(FAR, Sdp.first())
                        .expect(183)
                        .has("m=audio [1-9]")
                        .expect(200)
                        .has("m=audio [1-9]")
                        .ack()),
                isHungUp(scenario().expect("INVITE").reply(183, Sdp.first()).answer(200, "")));
    }

    @Test
    void aCallThatWasAnnouncedMayStillBeRefused() {
        play(
                scenario()
                        .invite(FAR, Sdp.first())
                        .expect(183)
                        .has("m=audio [1-9]")
                        .expect(480)
                        .ackFailure(),
                scenario().expect("INVITE").reply(183, Sdp.first()).pause(50).answer(480, ""));
    }

    /// Proves SDP-004.
    @Test
    void videoBesideAudioIsDeclined() {
        play(
                hangsUp(scenario()
                        .invite(FAR, Sdp.first() + VIDEO)
                        .maybe(180)
                        .expect(200)
                        .has("m=audio [1-9]")
                        .has("m=video 0 ")
                        .ack()),
                isHungUp(
                        scenario().expect("INVITE").has("m=video 0 ").reply(180).answer(200, Sdp.first() + NO_VIDEO)));
    }

    /// Proves CAL-012.
    @Test
    void aFaxIsRefusedAndTheCallGoesOn() {
        play(hangsUp(calls().reinvite(FAX).expect(488).ackFailure().pause(50)), isHungUp(answers()));
    }

    /// Proves CAL-012.
    @Test
    void aRefusedHoldLeavesTheCallAsItWas() {
        play(
                hangsUp(calls().reinvite(Sdp.of(2, "sendonly"))
                        .expect(488)
                        .ackFailure()
                        .reinvite(Sdp.of(3, "sendrecv"))
                        .expect(200)
                        .has("a=sendrecv")
                        .ack()),
                isHungUp(answers()
                        .expect("INVITE")
                        .answer(488, "")
                        .expect("INVITE")
                        .answer(200, Sdp.of(2, "sendrecv"))));
    }

    /// Proves ERM-014.
    @Test
    void aRequiredExtensionIsRefusedByItsName() {
        Both.pbx(
                        STAGE,
                        scenario()
                                .with("Require: 100rel")
                                .invite(FAR, Sdp.first())
                                .expect(420)
                                .has("Unsupported: *100rel")
                                .ackFailure())
                .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                .done();
    }

    @Test
    void whatACallerOnlySupportsIsNoMatter() {
        play(
                hangsUp(scenario()
                        .with("Supported: 100rel, timer, replaces, path, gruu")
                        .with("Session-Expires: 1800")
                        .with("Allow: INVITE, ACK, CANCEL, BYE, PRACK, REFER, NOTIFY, UPDATE")
                        .with("User-Agent: A PBX/1.0")
                        .with("X-Secret: of the inside")
                        .invite(FAR, Sdp.first())
                        .maybe(180)
                        .expect(200)
                        .ack()),
                isHungUp(scenario()
                        .expect("INVITE")
                        .lacks("X-Secret")
                        .lacks("A PBX/1.0")
                        .lacks("100rel")
                        .reply(180)
                        .answer(200, Sdp.first())));
    }

    /// Proves CAL-004.
    @Test
    void aCancelBeforeAnyProvisionalWaitsForOne() {
        play(
                scenario()
                        .invite(FAR, Sdp.first())
                        .expect(100)
                        .cancel()
                        .expect(200)
                        .expect(487)
                        .ackFailure(),
                scenario()
                        .expect("INVITE")
                        .pause(900)
                        .reply(180)
                        .expect("CANCEL")
                        .reply(200)
                        .answerCancelled());
    }

    /// Proves CAL-005.
    @Test
    void anAnswerThatCrossesTheCancelIsEndedWithBye() {
        play(
                scenario()
                        .invite(FAR, Sdp.first())
                        .expect(180)
                        .cancel()
                        .expect(200)
                        .expect(487)
                        .ackFailure(),
                isHungUp(scenario()
                        .expect("INVITE")
                        .reply(180)
                        .expect("CANCEL")
                        .reply(200)
                        .answerInvited(200, Sdp.first())));
    }

    @Test
    void aCallToNobodyIsRefused() {
        // The core calls a number that no inventory has, and its calls have no route.
        Both.core(
                        STAGE,
                        scenario()
                                .invite("+12125550000", Sdp.first())
                                .expect(404)
                                .ackFailure())
                .call(STAGE.place().at(Stage.INSIDE, 5060))
                .done();
    }

    /// Proves ARCH-019.
    @Test
    void aBodyThatNobodyUnderstandsIsRefused() {
        Both.pbx(
                        STAGE,
                        scenario()
                                .inviteWith(FAR, "application/unheard-of", "what is this\n")
                                .expect(415)
                                .has("Accept: *application/sdp")
                                .ackFailure())
                .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                .done();
    }

    /// Proves ARCH-019.
    @Test
    void aDescriptionBesideOtherPartsIsFound() {
        String parts = "--part\nContent-Type: application/sdp\n\n" + Sdp.first()
                + "--part\nContent-Type: application/pidf+xml\nContent-Disposition: render;handling=optional\n\n"
                + "<presence/>\n--part--\n";
        play(
                hangsUp(scenario()
                        .inviteWith(FAR, "multipart/mixed;boundary=part", parts)
                        .maybe(180)
                        .expect(200)
                        .has("m=audio [1-9]")
                        .ack()),
                isHungUp(answers()));
    }

    /// Proves ARCH-005.
    @Test
    void hopsThatAreUsedUpEndTheCall() {
        Both.pbx(STAGE, scenario().hops(0).invite(FAR, Sdp.first()).expect(483).ackFailure())
                .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                .done();
    }

    @Test
    void thePbxIsCalledByItsOwnNumbersOnly() {
        Both.incoming(
                        STAGE,
                        hangsUp(scenario()
                                .invite(OWN, Sdp.first())
                                .maybe(180)
                                .expect(200)
                                .ack()),
                        isHungUp(scenario()
                                .expect("INVITE")
                                .has("INVITE sip:\\" + OWN + "@")
                                .reply(180)
                                .answer(200, Sdp.first())))
                .done();
    }
}
