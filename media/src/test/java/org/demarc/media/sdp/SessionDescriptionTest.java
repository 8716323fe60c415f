package org.demarc.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDescriptionTest {
    private static final String HEAD = """
            v=0
            o=- 1 1 IN IP4 192.0.2.1
            s=-
            """;

    private static SessionDescription sdp(String rest) {
        return Wire.sdp(HEAD + rest);
    }

    private static MediaAddress ip(String literal) {
        return new MediaAddress.Ip(InetAddress.ofLiteral(literal));
    }

    private static MediaAddress address(SessionDescription sdp, int index) {
        return sdp.mediaAddress(sdp.media().get(index));
    }

    /// Proves SDP-011.
    @Test
    void addressOfTheStreamWinsOverThatOfTheSession() {
        var sdp = sdp("""
                c=IN IP4 192.0.2.1
                t=0 0
                m=audio 4000 RTP/AVP 0
                m=audio 4002 RTP/AVP 0
                c=IN IP6 2001:db8::2
                """);
        assertThat(address(sdp, 0)).isEqualTo(ip("192.0.2.1"));
        assertThat(address(sdp, 1)).isEqualTo(ip("2001:db8::2"));
        var none = sdp("t=0 0\nm=audio 4000 RTP/AVP 0\n");
        assertThat(address(none, 0)).isInstanceOf(MediaAddress.Absent.class);
    }

    @ParameterizedTest
    @CsvSource({
        "IN IP4 host.example.com, Name",
        "IN IP6 host.example.com, Name",
        "IN IP4 nobody.invalid, Ip",
        "IN IP6 Nobody.INVALID, Ip",
        "IN IP4 invalid.example.com, Name",
        "IN IP4 192.0.2.1, Ip",
        "IN IP4 0.0.0.0, Ip",
        "IN IP6 ::, Ip",
        "IN IP6 2001:db8::1, Ip",
        "IN IP6 ::ffff:192.0.2.1, Ip",
        "IN IP4 010.0.0.1, Unusable",
        "IN IP4 10.1, Unusable",
        "IN IP4 1.2.3.4.5, Unusable",
        "IN IP4 256.1.1.1, Unusable",
        "IN IP4 224.2.1.1/127, Unusable",
        "IN IP4 239.1.1.1, Unusable",
        "IN IP4 255.255.255.255, Unusable",
        "IN IP6 ff02::1, Unusable",
        "IN IP6 fe80::1%eth0, Unusable",
        "IN IP6 2001:db8:::1, Unusable",
        "IN IP6 1:2:3:4:5:6:7:8:9, Unusable",
        "IN IP6 1::2::3, Unusable",
        "IN IP6 :, Unusable",
        "IN IP6 1:2:3:4:5:6:7:8::, Unusable",
        "IN IP4 2001:db8::1, Unusable",
        "IN IP5 192.0.2.1, Unusable",
        "ATM NSAP 47.0091, Unusable",
        "IN IP4 bad_host.example.com, Unusable",
        "IN IP4 a..example.com, Unusable"
    })
    void connectionLineSaysWhatItIs(String line, String kind) {
        var sdp = sdp("c=" + line + "\nt=0 0\nm=audio 4000 RTP/AVP 0\n");
        assertThat(address(sdp, 0).getClass().getSimpleName()).isEqualTo(kind);
    }

    /// Proves IP6-013.
    @Test
    void nameInTheDomainInvalidSaysWhatTheUnspecifiedAddressDoes() {
        var four = sdp("c=IN IP4 hold.invalid\nt=0 0\nm=audio 4000 RTP/AVP 0\n");
        assertThat(address(four, 0)).isEqualTo(ip("0.0.0.0"));
        var six = sdp("c=IN IP6 hold.invalid\nt=0 0\nm=audio 4000 RTP/AVP 0\n");
        assertThat(address(six, 0)).isEqualTo(ip("::"));
    }

    /// Proves IP6-015.
    @Test
    void mappedAddressIsTheOneItMeans() {
        var sdp = sdp("c=IN IP6 ::ffff:127.0.0.1\nt=0 0\nm=audio 4000 RTP/AVP 0\n");
        assertThat(address(sdp, 0)).isEqualTo(ip("127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "2001:db8:0:1:1:1:1:1",
                "2001:db8::1:0:0:1",
                "1:2:3:4:5:6:7:8",
                "::2:3:4:5:6:7:0",
                "fe80::a:b:c:d"
            })
    void ownAddressIsWrittenInItsOneForm(String literal) throws Exception {
        byte[] octets = IpLiteral.six(literal);
        assertThat(octets).isNotNull();
        assertThat(InetAddress.getByAddress(octets)).isEqualTo(InetAddress.ofLiteral(literal));
        var expected = literal.equals("::2:3:4:5:6:7:0") ? "0:2:3:4:5:6:7:0" : literal;
        assertThat(Connection.of(InetAddress.ofLiteral(literal)).address()).isEqualTo(expected);
    }

    /// Proves SDP-009.
    @Test
    void directionIsInheritedAndDefaultsToBothWays() {
        var sdp = sdp("""
                c=IN IP4 192.0.2.1
                t=0 0
                a=sendonly
                m=audio 4000 RTP/AVP 0
                m=audio 4002 RTP/AVP 0
                a=inactive
                """);
        assertThat(sdp.direction(sdp.media().get(0))).isEqualTo(Direction.SENDONLY);
        assertThat(sdp.direction(sdp.media().get(1))).isEqualTo(Direction.INACTIVE);
        var plain = sdp.withAttributes(List.of());
        assertThat(plain.direction(plain.media().get(0))).isEqualTo(Direction.SENDRECV);
    }

    @Test
    void holdOfOldIsSeenInBothFamilies() {
        for (String c : List.of("IN IP4 0.0.0.0", "IN IP6 ::")) {
            var sdp = sdp("c=" + c + "\nt=0 0\nm=audio 4000 RTP/AVP 0\n");
            assertThat(sdp.isAddressHeld(sdp.media().getFirst())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, 4001, 192.0.2.1",
                "53020, 53020, 192.0.2.1",
                "53020 IN IP4 126.16.64.4, 53020, 126.16.64.4",
                "53020 IN IP6 2001:2345:6789::aa, 53020, 2001:2345:6789::aa"
            })
    void rtcpGoesWhereItIsSaid(String value, int port, String address) {
        var sdp = sdp("c=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP 0\n" + (value == null ? "" : "a=rtcp:" + value));
        assertThat(sdp.rtcp(sdp.media().getFirst())).contains(new Rtcp(port, ip(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "x", "53020 IN", "53020 IN IP4", ""})
    void rtcpOfAnotherShapeIsNone(String value) {
        var sdp = sdp("c=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP 0\na=rtcp:" + value + "\n");
        assertThat(sdp.rtcp(sdp.media().getFirst())).isEmpty();
    }

    /// Proves SDP-014.
    @Test
    void formatsAreFoundByNumberInAnyOrder() {
        var stream = sdp("""
                t=0 0
                m=audio 4000 RTP/AVP 8 0 18 111 96 97
                a=fmtp:96 0-15
                a=fmtp:111 useinbandfec=1;stereo=0
                a=rtpmap:97 telephone-event/48000
                a=rtpmap:96 Telephone-Event/8000
                a=rtpmap:8 pcma/8000
                a=rtpmap:111 opus/48000/2
                a=rtpmap:1110 x/1
                a=ptime:30
                a=maxptime:60.5
                """).media().getFirst();
        assertThat(stream.rtpMap(8)).contains(new RtpMap(8, "pcma", 8000, 1));
        assertThat(stream.rtpMap(8).orElseThrow().sameCodec(RtpMap.ofStatic(8).orElseThrow()))
                .isTrue();
        assertThat(stream.rtpMap(0)).contains(new RtpMap(0, "PCMU", 8000, 1));
        assertThat(stream.rtpMap(111)).contains(new RtpMap(111, "opus", 48000, 2));
        assertThat(stream.rtpMap(98)).isEmpty();
        assertThat(stream.fmtp(111)).contains("useinbandfec=1;stereo=0");
        assertThat(stream.fmtp(11)).isEmpty();
        assertThat(stream.telephoneEvent()).hasValue(97 - 1);
        assertThat(stream.ptime()).hasValue(30);
        assertThat(stream.maxptime()).hasValue(60);
        assertThat(stream.isRtp()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0 ", "0 PCMU", "0 PCMU/", "0 /8000", "128 x/1", "0 x/8000/", "0 x/-1", "x y/1"})
    void rtpmapOfAnotherShapeIsNone(String value) {
        assertThat(RtpMap.parse(value)).isEqualTo(Optional.empty());
    }

    @Test
    void directionIsReplacedWhereItStood() {
        var stream = sdp("t=0 0\nm=audio 4000 RTP/AVP 0\na=sendonly\na=ptime:20\na=inactive\n")
                .media()
                .getFirst();
        assertThat(stream.withDirection(Direction.SENDRECV).attributes())
                .containsExactly(Attribute.of("sendrecv"), Attribute.of("ptime", "20"));
        assertThat(stream.withAttributes(List.of())
                        .withDirection(Direction.RECVONLY)
                        .attributes())
                .containsExactly(Attribute.of("recvonly"));
    }

    @Test
    void aValueWithALineEndIsOurOwnMistake() {
        assertThatThrownBy(() -> Attribute.of("tool", "x\r\na=evil")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Attribute.of("to\nol")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Connection("IN", "IP4", "1.2.3.4 x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Line('a', "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MediaDescription.of("audio", 1, "RTP/AVP", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
