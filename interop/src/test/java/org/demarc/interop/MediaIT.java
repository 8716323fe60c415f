package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Scenario.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.demarc.interop.harness.Api;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.demarc.interop.harness.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RTP that one SIPp plays and the other echoes, as the relay counts it on both legs.
class MediaIT {
    @RegisterExtension
    static final Stage STAGE = Stage.with(Stage.usual());

    private static final long PACKETS = 75; // a second and a half
    private static final Pattern AUDIO = Pattern.compile("m=audio (\\d+) ");

    private static Api api() {
        return STAGE.node().api();
    }

    private static long media(int leg, String name) {
        return api().onlyCall().get("legs", leg, "media", name).number();
    }

    private static boolean answered() {
        return api().count("calls") == 1 && api().onlyCall().get("state").text().equals("answered");
    }

    private static Scenario plays(int millis) throws IOException {
        Path voice = STAGE.directory().resolve("voice.ulaw");
        byte[] octets = new byte[8_000];
        for (int i = 0; i < octets.length; i++) octets[i] = (byte) i;
        Files.write(voice, octets);
        return scenario()
                .invite(FAR, Sdp.streaming())
                .maybe(180)
                .expect(200)
                .ack()
                .play(voice.toString())
                .pause(millis);
    }

    private static Both playedAndEchoed(int millis) throws IOException {
        Sipp core = Both.core(STAGE, answers().expect("BYE").reply(200))
                .option("-rtp_echo")
                .listen();
        Sipp pbx = Both.pbx(STAGE, plays(millis).bye().expect(200))
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        return new Both(pbx, core);
    }

    @Test
    void whatIsPlayedComesBackFromTheFarEnd() throws IOException {
        Both both = playedAndEchoed(3_000);
        Await.until(
                Duration.ofSeconds(20),
                () -> "media both ways: " + api().calls(),
                () -> answered() && media(1, "received") >= PACKETS);
        for (int leg = 0; leg < 2; leg++) {
            assertThat(media(leg, "lost")).as("lost on leg " + leg).isZero();
            assertThat(media(leg, "late")).as("late on leg " + leg).isZero();
            assertThat(media(leg, "foreign")).as("foreign on leg " + leg).isZero();
            assertThat(media(leg, "malformed")).as("malformed on leg " + leg).isZero();
        }
        // Each packet makes the same way: in from the caller, out to the callee, back in, out to the caller. What is
        // asked later has counted at least as far.
        long backAtTheCaller = media(0, "sent");
        long echoed = media(1, "received");
        long toTheCallee = media(1, "sent");
        long played = media(0, "received");
        assertThat(backAtTheCaller).isGreaterThanOrEqualTo(PACKETS - 1);
        assertThat(echoed).isBetween(backAtTheCaller, backAtTheCaller + 50);
        assertThat(toTheCallee).isBetween(echoed, echoed + 50);
        assertThat(played).isBetween(toTheCallee, toTheCallee + 50);
        both.done();
    }

    /// Proves FLD-006.
    @Test
    void aCallIsAsLongAsItsMediaAndNoLonger() throws IOException {
        STAGE.reload(Stage.usual() + "\ntiming: { media-silence: 10s }\n");
        try {
            // SIPp waits for 10 s at most. A BYE in its pause, or instead of its own, is an error to it.
            Sipp echo = Both.core(STAGE, answers().pause(9_000).expect("BYE").reply(200))
                    .option("-rtp_echo")
                    .listen();
            Sipp talker = Both.pbx(STAGE, plays(14_000).bye().expect(200))
                    .call(STAGE.place().at(Stage.OUTSIDE, 5060));
            Await.until(Duration.ofSeconds(20), "media both ways", () -> answered() && media(1, "received") > 5);
            new Both(talker, echo).done();

            Sipp core = Both.core(STAGE, answers().pause(5_000).expect("BYE").reply(200))
                    .listen();
            Sipp pbx = Both.pbx(
                            STAGE,
                            scenario()
                                    .invite(FAR, Sdp.first())
                                    .maybe(180)
                                    .expect(200)
                                    .ack()
                                    .pause(5_000)
                                    .expect("BYE")
                                    .reply(200))
                    .call(STAGE.place().at(Stage.OUTSIDE, 5060));
            new Both(pbx, core).done();
        } finally {
            STAGE.reload(Stage.usual());
        }
    }

    @Test
    void aStrangersPacketsGoNowhere() throws IOException {
        Both both = playedAndEchoed(3_000);
        Await.until(
                Duration.ofSeconds(20),
                "media both ways",
                () -> answered() && media(0, "received") > 5 && media(1, "received") > 5);
        Matcher port = AUDIO.matcher(answerOf(both.caller()));
        assertThat(port.find()).isTrue();
        InetSocketAddress ours = STAGE.place().at(Stage.OUTSIDE, Integer.parseInt(port.group(1)));
        byte[] rtp = new byte[172];
        rtp[0] = (byte) 0x80;
        try (Wire stranger = Wire.on(STAGE.place().at(Stage.STRANGER, 4_000))) {
            for (int i = 0; i < 10; i++) {
                rtp[3] = (byte) i;
                stranger.send(rtp, ours);
            }
        }
        // The port's socket is connected where the path allows it: then the kernel drops them and nobody counts.
        long foreign = media(0, "foreign");
        assertThat(foreign).isLessThanOrEqualTo(10);
        assertThat(media(0, "lost")).isZero();
        assertThat(media(1, "sent"))
                .as("only the caller's own packets reach the callee")
                .isLessThanOrEqualTo(media(0, "received"));
        both.done();
    }

    /// The 200 to the INVITE in what SIPp traced.
    private static String answerOf(Sipp caller) {
        String seen = caller.messages();
        int answer = seen.indexOf("SIP/2.0 200");
        assertThat(answer).isNotNegative();
        return seen.substring(answer);
    }

    @Test
    void portsAreGivenBackAndUsedAgain() {
        Sipp core =
                Both.core(STAGE, answers().expect("BYE").reply(200)).calls(40).listen();
        Sipp pbx = Both.pbx(STAGE, Both.calls().bye().expect(200))
                .calls(40)
                .option("-r", "20", "-l", "2")
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        new Both(pbx, core).done();
        Await.until(
                Duration.ofSeconds(5),
                "no media port in use",
                () -> api().status().get("mediaPorts").number() == 0);
    }
}
