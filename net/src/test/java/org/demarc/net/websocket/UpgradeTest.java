package org.demarc.net.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 6455 section 4, RFC 7118 section 4.
class UpgradeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /// Of RFC 7118 section 4.1, with the key of RFC 6455 section 1.3.
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: sip-ws.example.com\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: " + KEY + "\r\nOrigin: http://www.example.com\r\n"
            + "Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n\r\n";

    @Test
    void aSoundRequestIsAnsweredAsTheRfcShows() {
        var answer = Upgrade.answer(REQUEST, List.of("*"));
        assertThat(answer.upgraded()).isTrue();
        assertThat(answer.head())
                .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "Sec-WebSocket-Protocol: sip\r\n")
                .endsWith("\r\n\r\n");
        assertThat(Upgrade.fault(answer.head(), KEY)).isEmpty();
    }

    @Test
    void namesAndListsAreReadInAnyForm() {
        String other = REQUEST.replace("Connection: Upgrade", "CONNECTION: keep-alive,upgrade")
                .replace("Upgrade: websocket", "upgrade:WebSocket")
                .replace("Protocol: sip", "Protocol: chat, sip");
        assertThat(Upgrade.answer(other, List.of("*")).upgraded()).isTrue();
        assertThat(Upgrade.answer(
                                REQUEST.replace("Protocol: sip", "Protocol: chat\r\nSec-WebSocket-Protocol: sip"),
                                List.of("*"))
                        .upgraded())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, POST / HTTP/1.1, 400",
        "GET / HTTP/1.1, GET / HTTP/1.0, 400",
        "GET / HTTP/1.1, OPTIONS sip:a SIP/2.0, 400",
        "Host: sip-ws.example.com, X: y, 400",
        "Upgrade: websocket, Upgrade: h2c, 400",
        "Connection: Upgrade, Connection: close, 400",
        "Version: 13, Version: 8, 426",
        "Protocol: sip, Protocol: msrp, 400",
        "Sec-WebSocket-Protocol: sip, X: y, 400",
        "dGhlIHNhbXBsZSBub25jZQ==, dGhl, 400",
        "dGhlIHNhbXBsZSBub25jZQ==, !, 400",
        "Origin:, Content-Length: 5, 400",
        "Origin:, Transfer-Encoding: chunked, 400",
        "Origin:, no colon, 400",
        "Origin:, Bad Name: x, 400"
    })
    void anythingElseIsRefused(String replaced, String by, int status) {
        String by2 = replaced.equals("Origin:") ? by + "\r\nOrigin:" : by;
        var answer = Upgrade.answer(REQUEST.replace(replaced, by2), List.of("*"));
        assertThat(answer.upgraded()).isFalse();
        assertThat(answer.head()).startsWith("HTTP/1.1 " + status).contains("Connection: close");
        assertThat(answer.why()).isNotEmpty();
    }

    @Test
    void noPageIsTakenWhereNoOriginIsNamed() {
        assertThat(Upgrade.answer(REQUEST, List.of()).head()).startsWith("HTTP/1.1 403 ");
        String noBrowser = REQUEST.replace("Origin: http://www.example.com\r\n", "");
        assertThat(Upgrade.answer(noBrowser, List.of()).upgraded()).isTrue();
    }

    @Test
    void pagesFromElsewhereAreRefusedWhereOriginsAreNamed() {
        assertThat(Upgrade.answer(REQUEST, List.of("http://www.example.com")).upgraded())
                .isTrue();
        assertThat(Upgrade.answer(REQUEST, List.of("https://phone.example.net")).head())
                .startsWith("HTTP/1.1 403");
        String noBrowser = REQUEST.replace("Origin: http://www.example.com\r\n", "");
        assertThat(Upgrade.answer(noBrowser, List.of("https://phone.example.net"))
                        .upgraded())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "101 Switching, 200 OK x, peer answers 200 OK x",
        "HTTP/1.1 101, SIP/2.0 200, peer does not speak HTTP",
        "Upgrade: websocket, Upgrade: x, peer does not upgrade",
        "s3pPLMBiTxaQ9kYGzzhZRbK, x, peer answers somebody else's request",
        "Protocol: sip, Protocol: msrp, peer does not speak subprotocol sip"
    })
    void anAnswerThatIsNoneIsSaid(String replaced, String by, String why) {
        String answer = Upgrade.answer(REQUEST, List.of("*")).head().replace(replaced, by);
        assertThat(Upgrade.fault(answer, KEY)).startsWith(why);
    }

    @Test
    void ourOwnRequestIsSound() {
        assertThat(Upgrade.answer(Upgrade.request("sip.example.net:8443", KEY), List.of("*"))
                        .upgraded())
                .isTrue();
    }
}
