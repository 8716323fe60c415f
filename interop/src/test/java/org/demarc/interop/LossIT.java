package org.demarc.interop;

import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Scenario.scenario;

import java.net.InetSocketAddress;
import org.demarc.interop.harness.LossyPath;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Both legs lose every tenth message, each way.
class LossIT {
    private static final int PBX_PATH = 3;
    private static final int CORE_PATH = 33;
    private static final int PERCENT = 10;
    private static final int CALLS = 20;

    @RegisterExtension
    static final Stage STAGE =
            Stage.with(Stage.usual().replace("sip:@2:5060", "sip:@3:5060").replace("sip:@31:5060", "sip:@33:5060"));

    private static InetSocketAddress at(int host) {
        return STAGE.place().at(host, 5060);
    }

    private static void openPaths() {
        LossyPath.open(STAGE, at(PBX_PATH), at(Stage.OUTSIDE), at(Stage.PBX), PERCENT);
        LossyPath.open(STAGE, at(CORE_PATH), at(Stage.INSIDE), at(Stage.CORE), PERCENT);
    }

    /// @param path the last number of its address as the edge knows it
    private static Scenario answers(int path) {
        String contact = "Contact: <sip:sipp@" + STAGE.place().host(path) + ":5060>";
        return scenario()
                .expect("INVITE")
                .with(contact)
                .reply(180)
                .with(contact)
                .repeated(200, Sdp.first())
                .maybe("ACK") // lost, it may come again after the BYE
                .expect("BYE")
                .reply(200)
                .linger(4_000);
    }

    private static Scenario calls(String number) {
        return scenario()
                .invite(number, Sdp.first())
                .maybe(180)
                .expect(200)
                .ack()
                .pause(300)
                .bye()
                .expect(200);
    }

    @Test
    void noCallOfThePbxIsLost() {
        openPaths();
        Sipp core = Sipp.plan(STAGE, "callee", answers(CORE_PATH), at(Stage.CORE))
                .calls(CALLS)
                .listen();
        Sipp pbx = Sipp.plan(STAGE, "caller", calls(FAR), at(Stage.PBX))
                .calls(CALLS)
                .option("-r", "10")
                .call(at(PBX_PATH));
        pbx.done();
        core.done();
    }

    @Test
    void noCallToThePbxIsLost() {
        openPaths();
        Sipp pbx = Sipp.plan(STAGE, "callee", answers(PBX_PATH), at(Stage.PBX))
                .calls(CALLS)
                .listen();
        Sipp core = Sipp.plan(STAGE, "caller", calls(OWN), at(Stage.CORE))
                .calls(CALLS)
                .option("-r", "10")
                .call(at(CORE_PATH));
        core.done();
        pbx.done();
    }
}
