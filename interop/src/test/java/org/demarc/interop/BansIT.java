package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.demarc.interop.harness.Api;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Child;
import org.demarc.interop.harness.Demarc;
import org.demarc.interop.harness.Stage;
import org.demarc.interop.harness.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who is shut out, who never is, and how one is let in again.
class BansIT {
    private static final int MOST = 5;

    @RegisterExtension
    static final Stage STAGE = Stage.with(Stage.usual() + "guard: { malformed: " + MOST + ", ban: 10m }\n");

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String NONSENSE =
            "OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/TCP x;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n";

    private static Api api() {
        return STAGE.node().api();
    }

    private static String bans() {
        return api().ask("GET", "/api/bans").body();
    }

    /// Talks nonsense over a connection from that address; true when it was closed without more.
    private static boolean talks(int from, int times) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(STAGE.place().at(from, 0));
            socket.connect(STAGE.place().at(Stage.OUTSIDE, 5060), 5_000);
            socket.setSoTimeout(300);
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(NONSENSE.getBytes(StandardCharsets.US_ASCII));
            }
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static String demarc(String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--api";
        all[words.length + 1] = "http://" + STAGE.place().host(1) + ":8080";
        try (Child command = Demarc.start("command-" + words[1], STAGE.directory(), all)) {
            assertThat(command.exit(Duration.ofSeconds(30))).as(command.tail()).isZero();
            return command.out();
        }
    }

    /// Proves SEC-014, SEC-018.
    @Test
    void whoTalksNonsenseOverConnectionsIsShutOutUntilHeIsLetInAgain() throws IOException {
        String stranger = STAGE.place().host(Stage.STRANGER);
        assertThat(talks(Stage.STRANGER, MOST)).as("closed at once").isFalse();
        Await.until(SOON, () -> "a ban: " + bans(), () -> bans().contains(stranger));
        assertThat(demarc("ban", "list")).contains(stranger).contains("malformed messages");
        assertThat(talks(Stage.STRANGER, 1)).as("closed at once").isTrue();
        Both.outgoing(STAGE, calls().bye().expect(200), answers().expect("BYE").reply(200))
                .done();
        assertThat(demarc("ban", "remove", stranger)).contains("let in again");
        assertThat(bans()).doesNotContain(stranger);
        assertThat(talks(Stage.STRANGER, 1)).as("closed at once").isFalse();
        assertThat(api().ask("DELETE", "/api/bans/" + stranger).status()).isEqualTo(404);
    }

    /// A datagram may come from anybody: it is no reason to shut out whom it names.
    ///
    /// Proves SEC-018.
    @Test
    void neitherATrunkNorTheSourceOfADatagramIsShutOut() throws IOException {
        talks(Stage.PBX, 3 * MOST);
        try (Wire forged = Wire.on(STAGE.place().at(Stage.STRANGER + 1, 5060))) {
            for (int i = 0; i < 3 * MOST; i++) {
                forged.send(
                        NONSENSE.getBytes(StandardCharsets.US_ASCII),
                        STAGE.place().at(Stage.OUTSIDE, 5060));
            }
            assertThat(forged.receive(Duration.ofMillis(300))).isNull();
        }
        assertThat(bans()).isEqualTo("{\"bans\":[]}");
        Both.outgoing(STAGE, calls().bye().expect(200), answers().expect("BYE").reply(200))
                .done();
    }
}
