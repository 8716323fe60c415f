package org.demarc.media.offer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.demarc.media.plane.Remote;
import org.demarc.media.sdp.SessionDescription;
import org.demarc.media.sdp.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpRewriterTest {
    private static final StreamPolicy POLICY = StreamPolicy.VOICE;

    private final SdpRewriter rewriter = new SdpRewriter(POLICY);
    private final OfferAnswer pbx = new OfferAnswer(new LegIdentity(11, ip("192.0.2.1")));
    private final OfferAnswer provider = new OfferAnswer(new LegIdentity(22, ip("203.0.113.1")));

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private static LocalPort port(String address, int port) {
        return new LocalPort(new InetSocketAddress(ip(address), port), new InetSocketAddress(ip(address), port + 1));
    }

    private static LocalPort.ByStream ports(String address) {
        return i -> port(address, 20_000 + 2 * i);
    }

    private static List<StreamVerdict> verdicts(SessionDescription sdp) {
        return switch (POLICY.assess(sdp)) {
            case Assessment.Usable(List<StreamVerdict> streams) -> streams;
            case Assessment.NoUsableStream(StreamVerdict.Reason reason) -> throw new AssertionError(reason.text());
        };
    }

    private static String lines(SessionDescription sdp) {
        return Wire.text(sdp).replace("\r", "");
    }

    /// The PBX offers, the provider sees.
    private SessionDescription offered(SessionDescription offer) {
        assertThat(pbx.offerReceived(offer)).isInstanceOf(Received.Fits.class);
        return provider.sendOffer(rewriter.offer(offer, verdicts(offer), ports("203.0.113.1"), provider));
    }

    /// The provider answers, the PBX sees.
    private SessionDescription answered(SessionDescription answer) {
        assertThat(provider.answerReceived(answer)).isInstanceOf(Received.Fits.class);
        return pbx.sendAnswer(rewriter.answer(answer, verdicts(answer), ports("192.0.2.1"), pbx));
    }

    private static final String PLAIN = """
            v=0
            o=- 9001 1 IN IP4 198.51.100.30
            s=-
            c=IN IP4 198.51.100.30
            t=0 0
            m=audio 30000 RTP/AVP 0 8 101
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=ptime:20
            a=sendrecv
            """;

    /// Proves COD-006, SEC-013, IP6-010.
    @Test
    void onlyTheSessionItselfPasses() {
        var offer = Wire.sdp("""
                v=0
                o=alice 9001 77 IN IP4 pbx.internal.example
                s=Alice's call
                i=secret plans
                u=http://pbx.internal.example/
                e=alice@internal.example
                p=+1 617 555-6011
                c=IN IP4 198.51.100.30
                b=AS:80
                b=X-INTERNAL:1
                t=3724394400 3754123200
                k=clear:secret
                a=tool:Acme PBX 9
                a=group:BUNDLE a b
                a=group:ANAT a b
                a=ice-lite
                m=audio 30000/2 RTP/AVP 0 8 101
                i=left ear
                b=TIAS:64000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:101 telephone-event/8000
                a=rtpmap:97 stray/8000
                a=fmtp:101 0-15
                a=fmtp:97 x
                a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:aj76BmZ3rROLLYqleTLwhofLbKApuHV1q5/W/y7a
                a=candidate:1 1 UDP 2130706431 10.0.0.30 30050 typ host
                a=rtcp:30007 IN IP4 10.0.0.31
                a=rtcp-mux
                a=rtcp-fb:* nack
                a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
                a=ssrc:1 cname:alice@10.0.0.30
                a=mid:a
                a=X-nat:10.0.0.30
                a=ptime:20
                a=silenceSupp:off - - - -
                """);
        assertThat(lines(offered(offer))).isEqualTo("""
                v=0
                o=- 22 1 IN IP4 203.0.113.1
                s=-
                c=IN IP4 203.0.113.1
                b=AS:80
                t=0 0
                m=audio 20000 RTP/AVP 0 8 101
                b=TIAS:64000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-15
                a=ptime:20
                a=silenceSupp:off - - - -
                a=sendrecv
                """);
    }

    /// Proves SDP-003, SDP-018, SDP-021.
    @Test
    void otherStreamsKeepTheirPlaceWithPortZero() {
        var offer = Wire.sdp(PLAIN.replace("m=audio", "m=video 4000 RTP/SAVPF 98 97\nm=audio")
                + "a=ptime:20\nm=image 5000 udptl t38\na=T38FaxVersion:0\nm=audio 6000 RTP/SAVP 0\n");
        assertThat(lines(offered(offer)))
                .contains("m=video 0 RTP/SAVPF 98\nm=audio 20002 RTP/AVP 0 8 101\n")
                .endsWith("m=image 0 udptl t38\nm=audio 0 RTP/SAVP 0\n")
                .doesNotContain("T38");
        var answer = Wire.sdp("""
                v=0
                o=- 5 1 IN IP4 203.0.113.99
                s=-
                c=IN IP4 203.0.113.99
                t=0 0
                m=video 0 RTP/SAVPF 98
                m=audio 7000 RTP/AVP 8
                m=image 0 udptl t38
                m=audio 0 RTP/SAVP 0
                """);
        assertThat(lines(answered(answer))).isEqualTo("""
                v=0
                o=- 11 1 IN IP4 192.0.2.1
                s=-
                c=IN IP4 192.0.2.1
                t=0 0
                m=video 0 RTP/SAVPF 98
                m=audio 20002 RTP/AVP 8
                a=sendrecv
                m=image 0 udptl t38
                m=audio 0 RTP/SAVP 0
                """);
    }

    /// Proves SDP-021.
    @Test
    void answerRepeatsTheTimesOfItsOffer() {
        offered(Wire.sdp(PLAIN.replace("t=0 0", "t=3724394400 3754123200\nr=604800 3600 0 90000")));
        var answer = answered(Wire.sdp(PLAIN));
        assertThat(lines(answer)).contains("t=3724394400 3754123200\nr=604800 3600 0 90000\nm=audio");
    }

    /// Proves SDP-002.
    @Test
    void refreshKeepsTheTextAndTheVersion() {
        var offer = Wire.sdp(PLAIN);
        var first = offered(offer);
        answered(Wire.sdp(PLAIN));
        assertThat(offered(offer)).isEqualTo(first);
        assertThat(provider.origin().sessionVersion()).isEqualTo("1");
        answered(Wire.sdp(PLAIN));
        var held = offered(Wire.sdp(PLAIN.replace("sendrecv", "sendonly")));
        assertThat(held.origin()).isEqualTo(first.origin().withVersion("2"));
        assertThat(lines(held)).contains("a=sendonly");
    }

    @Test
    void aRejectedOfferUsesUpItsVersion() {
        var first = offered(Wire.sdp(PLAIN));
        answered(Wire.sdp(PLAIN));
        offered(Wire.sdp(PLAIN.replace("sendrecv", "sendonly")));
        provider.offerRejected();
        pbx.rejectOffer();
        assertThat(provider.state()).isEqualTo(OfferAnswer.State.STABLE);
        assertThat(provider.local()).isEqualTo(first);
        var again = offered(Wire.sdp(PLAIN));
        assertThat(again.origin().sessionVersion()).isEqualTo("3");
        assertThat(again.withOrigin(first.origin())).isEqualTo(first);
    }

    /// Proves HLD-002, IP6-018.
    @ParameterizedTest
    @CsvSource({
        "IN IP4 0.0.0.0, sendrecv, sendonly",
        "IN IP4 0.0.0.0, recvonly, inactive",
        "IN IP6 ::, sendrecv, sendonly",
        "IN IP4 198.51.100.30, sendonly, sendonly",
        "IN IP4 198.51.100.30, inactive, inactive",
        "IN IP4 198.51.100.30, recvonly, recvonly"
    })
    void holdIsPassedOnAsADirection(String c, String said, String passed) {
        var offer = offered(
                Wire.sdp(PLAIN.replace("c=IN IP4 198.51.100.30", "c=" + c).replace("sendrecv", said)));
        assertThat(lines(offer)).endsWith("a=" + passed + "\n").contains("c=IN IP4 203.0.113.1\n");
    }

    /// Proves HLD-007.
    @Test
    void aSideThatIgnoresTheHoldIsAnsweredForCorrectly() {
        offered(Wire.sdp(PLAIN.replace("sendrecv", "sendonly")));
        var careless = Wire.sdp(PLAIN);
        assertThat(provider.answerReceived(careless))
                .isEqualTo(new Received.Fits(java.util.Set.of(Remark.DIRECTION_UNFIT)));
        var answer = pbx.sendAnswer(rewriter.answer(careless, verdicts(careless), ports("192.0.2.1"), pbx));
        assertThat(lines(answer)).endsWith("a=recvonly\n");
    }

    /// Proves SDP-003.
    @Test
    void streamsThatALegHadBeforeStayThere() {
        offered(Wire.sdp(PLAIN + "m=video 4000 RTP/AVP 31\n"));
        answered(Wire.sdp(PLAIN + "m=video 0 RTP/AVP 31\n"));
        // another peer is connected to this leg: it knows of audio only
        var transferred = new OfferAnswer(new LegIdentity(33, ip("192.0.2.1")));
        var offer = Wire.sdp(PLAIN);
        transferred.offerReceived(offer);
        var sent = provider.sendOffer(rewriter.offer(offer, verdicts(offer), ports("203.0.113.1"), provider));
        assertThat(lines(sent)).endsWith("m=video 0 RTP/AVP 31\n");
        var answer = Wire.sdp(PLAIN + "m=video 0 RTP/AVP 31\n");
        assertThat(provider.answerReceived(answer)).isInstanceOf(Received.Fits.class);
        var back = transferred.sendAnswer(rewriter.answer(answer, verdicts(answer), ports("192.0.2.1"), transferred));
        assertThat(back.media()).hasSize(1);
    }

    @Test
    void rtcpIsToldWhereItIsNotTheNextPort() {
        var offer = Wire.sdp(PLAIN);
        var rtp = new InetSocketAddress(ip("203.0.113.1"), 20_000);
        var odd = new LocalPort(rtp, new InetSocketAddress(ip("203.0.113.1"), 20_009));
        var far = new LocalPort(rtp, new InetSocketAddress(ip("2001:db8::9"), 20_001));
        assertThat(lines(rewriter.offer(offer, verdicts(offer), _ -> odd, provider)))
                .contains("a=rtcp:20009\n");
        assertThat(lines(rewriter.offer(offer, verdicts(offer), _ -> far, provider)))
                .contains("a=rtcp:20001 IN IP6 2001:db8::9\n");
    }

    @Test
    void eachStreamSaysItsOwnAddressWhereTheyDiffer() {
        var offer = Wire.sdp(PLAIN + "m=audio 30002 RTP/AVPF 8\n");
        var sent = rewriter.offer(
                offer, verdicts(offer), i -> port(i == 0 ? "203.0.113.1" : "2001:db8::2", 20_000), provider);
        assertThat(lines(sent))
                .contains("s=-\nc=IN IP4 203.0.113.1\n")
                .contains("m=audio 20000 RTP/AVPF 8\nc=IN IP6 2001:db8::2\n");
    }

    @Test
    void aStreamWithoutPortOfOursIsDeclined() {
        var offer = Wire.sdp(PLAIN);
        pbx.offerReceived(offer);
        assertThat(lines(rewriter.offer(offer, verdicts(offer), _ -> null, provider)))
                .endsWith("c=IN IP4 203.0.113.1\nt=0 0\nm=audio 0 RTP/AVP 0\n");
        assertThat(lines(pbx.sendAnswer(rewriter.declineAll(pbx)))).endsWith("m=audio 0 RTP/AVP 0\n");
    }

    @Test
    void feedbackPassesInItsProfile() {
        var offer = Wire.sdp(PLAIN.replace("RTP/AVP", "RTP/AVPF") + "a=rtcp-fb:* nack\na=rtcp-fb:99 nack\n");
        assertThat(lines(offered(offer)))
                .contains("m=audio 20000 RTP/AVPF 0 8 101\n")
                .contains("a=rtcp-fb:* nack\n")
                .doesNotContain("rtcp-fb:99");
    }

    /// Proves SDP-018, SEC-013.
    @ParameterizedTest
    @CsvSource({
        "m=video 4000 RTP/AVP 31, MEDIA_TYPE",
        "m=audio 4000 RTP/SAVP 0, TRANSPORT",
        "m=audio 4000 UDP/TLS/RTP/SAVPF 0, TRANSPORT",
        "m=audio 4000 RTP/AVP PCMU, FORMAT",
        "m=audio 65535 RTP/AVP 0, ADDRESS"
    })
    void nothingUsableIsSaidWithItsReason(String media, StreamVerdict.Reason reason) {
        var sdp = Wire.sdp("v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\n" + media + "\n");
        assertThat(POLICY.assess(sdp)).isEqualTo(new Assessment.NoUsableStream(reason));
    }

    /// Proves SDP-011.
    @ParameterizedTest
    @CsvSource({
        "c=IN IP4 pbx.example.com, HOST_NAME",
        "c=IN IP4 224.0.0.1/3, ADDRESS",
        "a=x, NO_ADDRESS",
        "c=IN IP4 255.255.255.255, ADDRESS"
    })
    void anAddressWeCannotSendToIsNone(String c, StreamVerdict.Reason reason) {
        var sdp = Wire.sdp("v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nt=0 0\nm=audio 4000 RTP/AVP 0\n" + c + "\n");
        assertThat(POLICY.assess(sdp)).isEqualTo(new Assessment.NoUsableStream(reason));
    }

    @Test
    void noStreamWantedIsNoFailure() {
        var empty = Wire.sdp("v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nt=0 0\n");
        assertThat(POLICY.assess(empty)).isEqualTo(new Assessment.Usable(List.of()));
        var zero = Wire.sdp("v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nt=0 0\nm=audio 0 RTP/AVP 0\n");
        assertThat(POLICY.assess(zero))
                .isEqualTo(new Assessment.Usable(List.of(new StreamVerdict.Declined(StreamVerdict.Reason.PORT_ZERO))));
    }

    @Test
    void theThirdStreamIsOneTooMany() {
        var sdp = Wire.sdp(PLAIN + "m=audio 30002 RTP/AVP 8\nm=audio 30004 RTP/AVP 8\n");
        assertThat(verdicts(sdp).getLast()).isEqualTo(new StreamVerdict.Declined(StreamVerdict.Reason.TOO_MANY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=rtcp:30000\n", "a=rtcp:0\n", "a=rtcp:x\n", "a=rtcp:30001 IN IP4 host.example\n"})
    void rtcpNeverGoesWhereRtpGoes(String rtcp) {
        var verdict = verdicts(Wire.sdp(PLAIN + rtcp)).getFirst();
        var to = new InetSocketAddress(ip("198.51.100.30"), 30_000);
        var reports = new InetSocketAddress(ip("198.51.100.30"), 30_001);
        assertThat(verdict)
                .isEqualTo(new StreamVerdict.Relayed(
                        new RemoteEnd(to, reports, true, true), org.demarc.media.sdp.Direction.SENDRECV));
    }

    /// Proves HLD-002.
    @Test
    void remoteOfAHeldStreamMayNotReceive() {
        var held = verdicts(Wire.sdp(PLAIN.replace("c=IN IP4 198.51.100.30", "c=IN IP4 0.0.0.0")))
                .getFirst();
        assertThat(held).isInstanceOf(StreamVerdict.Relayed.class);
        var remote = ((StreamVerdict.Relayed) held).remote().remote(Remote.Latching.EXACT, ip("198.51.100.3"));
        assertThat(remote.maySend()).isTrue();
        assertThat(remote.mayReceive()).isFalse();
    }
}
