package org.demarc.interop;

import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Scenario.scenario;

import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Kamailio;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A proxy that record-routes stands between the PBX and the edge: every request of a dialog must pass it.
class KamailioIT {
    private static final int PROXY = 40;

    @RegisterExtension
    static final Stage STAGE = Stage.with(Stage.usual().replace("sip:@2:5060", "sip:@40:5060"));

    @BeforeEach
    void proxy() {
        Kamailio.start(STAGE, PROXY);
    }

    private static void outgoing(Scenario caller, Scenario callee) {
        Sipp core = Both.core(STAGE, callee).listen();
        Sipp pbx = Both.pbx(STAGE, caller).call(STAGE.place().at(PROXY, 5060));
        new Both(pbx, core).done();
    }

    private static Scenario incomingCall() {
        return scenario().invite(OWN, Sdp.first()).maybe(180).expect(200).ack();
    }

    private static Scenario proxied() {
        String proxy = STAGE.place().host(PROXY);
        return scenario()
                .expect("INVITE")
                .has("Record-Route:.*" + proxy)
                .reply(180)
                .answer(200, Sdp.first())
                .has("Via:.*" + proxy);
    }

    @Test
    void thePbxCallsThroughItAndHangsUp() {
        outgoing(calls().bye().expect(200), answers().expect("BYE").reply(200));
    }

    @Test
    void thePbxCallsThroughItAndTheCoreHangsUp() {
        outgoing(
                calls().expect("BYE").has("Via:.*" + STAGE.place().host(PROXY)).reply(200),
                answers().bye().expect(200));
    }

    @Test
    void thePbxIsCalledThroughItAndTheCoreHangsUp() {
        Both.incoming(
                        STAGE,
                        incomingCall().bye().expect(200),
                        proxied()
                                .expect("BYE")
                                .has("Via:.*" + STAGE.place().host(PROXY))
                                .reply(200))
                .done();
    }

    @Test
    void thePbxIsCalledThroughItAndHangsUp() {
        Sipp pbx = Sipp.plan(
                        STAGE,
                        "callee",
                        proxied().bye().expect(200),
                        STAGE.place().at(Stage.PBX, 5060))
                // A callee of SIPp's sends its own requests to whoever sent the INVITE: the proxy.
                .listen();
        Sipp core = Sipp.plan(
                        STAGE,
                        "caller",
                        incomingCall().expect("BYE").reply(200),
                        STAGE.place().at(Stage.CORE, 5060))
                .call(STAGE.place().at(Stage.INSIDE, 5060));
        new Both(core, pbx).done();
    }

    @Test
    void aHoldPassesItBothWays() {
        outgoing(
                calls().reinvite(Sdp.of(2, "sendonly"))
                        .expect(200)
                        .ack()
                        .says("1")
                        .expect("INVITE")
                        .has("Via:.*" + STAGE.place().host(PROXY))
                        .answer(200, Sdp.of(3, "sendrecv"))
                        .bye()
                        .expect(200),
                answers()
                        .expect("INVITE")
                        .answer(200, Sdp.of(2, "recvonly"))
                        .hears("1")
                        .reinvite(Sdp.of(3, "sendrecv"))
                        .expect(200)
                        .ack()
                        .expect("BYE")
                        .reply(200));
    }

    @Test
    void aCancelPassesIt() {
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
                        .answerCancelled());
    }
}
