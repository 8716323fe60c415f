package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 3261 §18.2.1, RFC 3581 §4, RFC 5118 §4.5.
class ReceivedFromTest {
    /// Proves IP6-004, TRN-009.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # top Via as sent                             | source        | as the server keeps it
            SIP/2.0/UDP 192.0.2.1;branch=a                | 192.0.2.1     | SIP/2.0/UDP 192.0.2.1;branch=a
            SIP/2.0/UDP 192.0.2.1:5080;branch=a           | 192.0.2.9     | SIP/2.0/UDP 192.0.2.1:5080;branch=a;received=192.0.2.9
            SIP/2.0/UDP pbx.example.com;branch=a          | 192.0.2.9     | SIP/2.0/UDP pbx.example.com;branch=a;received=192.0.2.9
            SIP/2.0/UDP 192.0.2.1;rport;branch=a          | 192.0.2.1     | SIP/2.0/UDP 192.0.2.1;rport=4711;branch=a;received=192.0.2.1
            SIP/2.0/UDP 192.0.2.1;branch=a;rport          | 192.0.2.9     | SIP/2.0/UDP 192.0.2.1;branch=a;rport=4711;received=192.0.2.9
            SIP/2.0/UDP 192.0.2.1;rport=1;received=9.9.9.9;branch=a | 192.0.2.1 | SIP/2.0/UDP 192.0.2.1;rport=4711;branch=a;received=192.0.2.1
            SIP/2.0/UDP 192.0.2.1;received=9.9.9.9;branch=a;rport | 192.0.2.8 | SIP/2.0/UDP 192.0.2.1;branch=a;rport=4711;received=192.0.2.8
            SIP/2.0/UDP 192.0.2.1;received=9.9.9.9;branch=a | 192.0.2.1   | SIP/2.0/UDP 192.0.2.1;branch=a
            SIP/2.0/UDP [2001:db8::1];branch=a            | 2001:db8::1   | SIP/2.0/UDP [2001:db8::1];branch=a
            SIP/2.0/UDP [2001:DB8:0:0::1]:5060;branch=a   | 2001:db8::1   | SIP/2.0/UDP [2001:DB8:0:0::1]:5060;branch=a
            SIP/2.0/UDP [2001:db8::1];branch=a            | 2001:db8::2:3 | SIP/2.0/UDP [2001:db8::1];branch=a;received=2001:db8::2:3
            SIP/2.0/UDP [::ffff:192.0.2.1];branch=a       | 192.0.2.1     | SIP/2.0/UDP [::ffff:192.0.2.1];branch=a
            SIP/2.0/UDP h;branch=a , SIP/2.0/UDP i;rport  | 192.0.2.9     | SIP/2.0/UDP h;branch=a;received=192.0.2.9 , SIP/2.0/UDP i;rport
            """)
    void serverNotesWhereARequestCameFrom(String sent, String source, String kept) {
        Request request = Wire.request("""
                OPTIONS sip:b@c SIP/2.0
                Max-Forwards: 70
                Via: %s
                From: <sip:a@b>;tag=1
                To: <sip:b@c>
                Call-ID: 1
                CSeq: 1 OPTIONS
                Content-Length: 4

                body""".formatted(sent));
        InetAddress address = Objects.requireNonNull(IpText.parse(source));
        Request received = request.receivedFrom(address, 4711);
        assertThat(received.raw(HeaderName.VIA)).isEqualTo(kept);
        assertThat(Wire.text(received)).isEqualTo(Wire.text(request).replace("Via: " + sent, "Via: " + kept));
        assertThat(received.cseq()).isEqualTo(1);
        assertThat(new String(received.bodyBytes(), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("body");
        if (sent.equals(kept)) {
            assertThat(received).isSameAs(request);
        }
    }

    @Test
    void whatTheServerAddedIsReadBack() {
        Via via = Wire.options("")
                .edit()
                .replaceFirst(HeaderName.VIA, "SIP/2.0/UDP 192.0.2.1;rport;branch=a")
                .build()
                .receivedFrom(Objects.requireNonNull(IpText.parse("198.51.100.7")), 40_000)
                .topVia();
        assertThat(via.received()).isEqualTo("198.51.100.7");
        assertThat(via.rport()).isEqualTo(40_000);
    }
}
