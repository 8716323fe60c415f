package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.demarc.interop.harness.Api;
import org.demarc.interop.harness.Audio;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Baresip;
import org.demarc.interop.harness.Json;
import org.demarc.interop.harness.Place;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two softphones that say something to each other through the edge. What the far end recorded is laid beside what
/// was said.
class BaresipIT {
    private static final int CALLER_PORT = Place.freePort("127.0.0.1");
    private static final int CALLEE_PORT = Place.freePort("127.0.0.1");

    @RegisterExtension
    static final Stage STAGE = Stage.with("""
            networks:
              outside: { addresses: ["@10"], sip: { udp: 5060 }, media: { ports: 20000-20999 } }
              inside: { addresses: ["@20"], sip: { udp: 5060 }, media: { ports: 30000-30999 } }
            trunks:
              pbx: { faces: pbx, network: outside, peers: ["sip:127.0.0.1:%d"], numbers: ["+12145550100"], probe: off }
              carrier: { faces: core, network: inside, peers: ["sip:127.0.0.1:%d"], probe: off }
            routes:
              - { from: pbx, to: carrier }
            """.formatted(CALLER_PORT, CALLEE_PORT));

    private static final double LIKE_G711 = 0.99;

    private static Baresip caller(Audio says) {
        return Baresip.start(
                STAGE, "caller", CALLER_PORT, "+12145550100", STAGE.place().at(Stage.OUTSIDE, 5060), says);
    }

    private static Baresip callee(Audio says) {
        return Baresip.start(
                STAGE, "callee", CALLEE_PORT, "+442079460001", STAGE.place().at(Stage.INSIDE, 5060), says);
    }

    private static void dial(Baresip phone) {
        phone.tell("dial", "sip:+442079460001@" + STAGE.place().host(Stage.OUTSIDE));
    }

    private static Api api() {
        return STAGE.node().api();
    }

    @Test
    void eachSideHearsWhatTheOtherSays() {
        Audio rising = Audio.sweep(400, 3_000, 2.5);
        Audio falling = Audio.sweep(3_100, 500, 4); // the caller hangs up first, at the end of its file
        Baresip callee = callee(falling);
        Baresip caller = caller(rising);
        long answered = api().count("answered");
        dial(caller);
        Await.until(
                Duration.ofSeconds(20),
                "the call is over",
                () -> api().count("answered") > answered && api().count("calls") == 0);
        assertThat(rising.heardIn(callee.heard(), 2.2))
                .as("the caller, heard by the callee")
                .isGreaterThan(LIKE_G711);
        assertThat(falling.heardIn(caller.heard(), 2.0))
                .as("the callee, heard by the caller")
                .isGreaterThan(LIKE_G711);
    }

    /// Proves HLD-001.
    @Test
    void aPhoneHoldsAndResumes() {
        Audio long1 = Audio.sweep(400, 3_000, 20);
        Baresip callee = callee(long1);
        Baresip caller = caller(long1);
        dial(caller);
        awaitBothWays();
        caller.tell("hold", "");
        Await.until(
                Duration.ofSeconds(5),
                "the caller's leg is on hold",
                () -> legs(0, "hold").equals("true"));
        caller.tell("resume", "");
        Await.until(
                Duration.ofSeconds(5),
                "no leg is on hold",
                () -> legs(0, "hold").equals("false"));
        awaitBothWays();
        callee.tell("hangup", "");
        Await.until(Duration.ofSeconds(5), "the call is over", () -> api().count("calls") == 0);
    }

    private static String legs(int leg, String name) {
        return String.valueOf(api().onlyCall().get("legs", leg, name).value());
    }

    /// Both sides are heard from now on.
    private static void awaitBothWays() {
        Await.until(
                Duration.ofSeconds(10),
                "the call is answered",
                () -> api().count("calls") == 1
                        && api().onlyCall().get("state").text().equals("answered"));
        long caller = received(0);
        long callee = received(1);
        Await.until(
                Duration.ofSeconds(5),
                () -> "media both ways: " + api().onlyCall().value(),
                () -> received(0) > caller + 10 && received(1) > callee + 10);
    }

    private static long received(int leg) {
        Json media = api().onlyCall().get("legs", leg, "media");
        return media.isNull() ? 0 : media.get("received").number();
    }
}
