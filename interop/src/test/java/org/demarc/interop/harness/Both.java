package org.demarc.interop.harness;

/// The two sides of a call through the usual node.
///
/// @param caller the SIPp that calls
/// @param callee the SIPp that is called
public record Both(Sipp caller, Sipp callee) {
    /// A number that no trunk owns: a call to it goes from the PBX to the core.
    public static final String FAR = "+442079460001";
    /// A number of the PBX.
    public static final String OWN = "+12145550123";

    /// One call from the PBX to the core, each side by its scenario.
    public static Both outgoing(Stage stage, Scenario caller, Scenario callee) {
        Sipp core = core(stage, callee).listen();
        return new Both(pbx(stage, caller).call(stage.place().at(Stage.OUTSIDE, 5060)), core);
    }

    /// One call from the core to the PBX.
    public static Both incoming(Stage stage, Scenario caller, Scenario callee) {
        Sipp pbx = Sipp.plan(stage, "callee", callee, stage.place().at(Stage.PBX, 5060))
                .listen();
        Sipp core = Sipp.plan(stage, "caller", caller, stage.place().at(Stage.CORE, 5060))
                .call(stage.place().at(Stage.INSIDE, 5060));
        return new Both(core, pbx);
    }

    /// The core that is called.
    public static Sipp.Plan core(Stage stage, Scenario callee) {
        return Sipp.plan(stage, "callee", callee, stage.place().at(Stage.CORE, 5060));
    }

    /// The PBX that calls.
    public static Sipp.Plan pbx(Stage stage, Scenario caller) {
        return Sipp.plan(stage, "caller", caller, stage.place().at(Stage.PBX, 5060));
    }

    /// A caller until its ACK.
    public static Scenario calls() {
        return Scenario.scenario()
                .invite(FAR, Sdp.first())
                .maybe(180)
                .expect(200)
                .ack();
    }

    /// A callee until the ACK.
    public static Scenario answers() {
        return Scenario.scenario().expect("INVITE").reply(180).answer(200, Sdp.first());
    }

    /// Waits until both sides are through; fails when one of them went another way than its scenario.
    public void done() {
        caller.done();
        callee.done();
    }
}
