package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.demarc.sip.transport.LaneRouting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrayTest {
    private static boolean mayBeOurs(String text) {
        byte[] octets = Texts.octets(text);
        return Stray.mayBeOurs(octets, octets.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 63})
    void whatCarriesATagOrBranchOfALaneIsRead(int lane) {
        String tag = LaneRouting.TOKEN_PREFIX + LaneRouting.digits(lane) + "abcdefgh01234567";
        assertThat(mayBeOurs("BYE sip:a@b SIP/2.0\r\nFrom: <sip:c@d>;tag=x\r\nTo: <sip:a@b>;tag=" + tag + "\r\n\r\n"))
                .isTrue();
        assertThat(mayBeOurs("BYE sip:a@b SIP/2.0\r\nt:<sip:a@b>;TAG=" + tag + "\r\n\r\n"))
                .isTrue();
        String branch = LaneRouting.BRANCH_PREFIX + LaneRouting.digits(lane) + "abcdefgh01234567";
        assertThat(mayBeOurs("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=" + branch + "\r\n\r\n"))
                .isTrue();
    }

    /// Proves SEC-018.
    @ParameterizedTest
    @CsvSource({
        "'INVITE sip:1@b SIP/2.0\r\nFrom: <sip:c@d>;tag=x1\r\nTo: <sip:1@b>\r\nCall-ID: d00x\r\n\r\n'",
        "'REGISTER sip:b SIP/2.0\r\nFrom: <sip:c@d>;tag=d\r\nTo: <sip:1@b>;tag=\r\n\r\n'",
        "'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nTo: <sip:1@b>;tag=d00a\r\n\r\n'",
        "'nonsense'",
        "''"
    })
    void theRestIsNot(String text) {
        assertThat(mayBeOurs(text)).isFalse();
    }
}
