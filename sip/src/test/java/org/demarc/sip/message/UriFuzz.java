package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// No octets make a reader of URIs or addresses throw; what is read is written so that it is read back equal,
/// stays equivalent to itself, and may stand in a message.
class UriFuzz {
    @FuzzTest(maxDuration = "1m")
    void whatIsReadIsWrittenAndReadBackEqual(byte[] octets) {
        if (Uri.parse(new Cursor(octets, 0, octets.length)) instanceof Field.Present<Uri>(Uri uri)) {
            String text = uri.toString();
            assertThat(Uri.parse(text)).isEqualTo(new Field.Present<>(uri));
            assertThat(uri.equivalent(uri)).isTrue();
            assertThat(Request.builder(Method.OPTIONS, text).build().requestUriText())
                    .isEqualTo(text);
            if (uri instanceof SipUri sip) {
                assertThat(sip.decodedUser()).isNotNull();
                IpText.parse(sip.host());
            }
        }
        if (From.TYPE.only(new Cursor(octets, 0, octets.length)) instanceof Field.Present<From>(From from)) {
            String text = from.toString();
            assertThat(String.valueOf(From.TYPE.parse(text))).isEqualTo("Present[value=" + text + "]");
        }
        assertThat(new String(octets, StandardCharsets.ISO_8859_1)).hasSize(octets.length);
    }
}
