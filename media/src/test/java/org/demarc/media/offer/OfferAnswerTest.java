package org.demarc.media.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Set;
import org.demarc.media.sdp.SdpEncoder;
import org.demarc.media.sdp.SessionDescription;
import org.demarc.media.sdp.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferAnswerTest {
    private static final String TEXT = """
            v=0
            o=- 9001 1 IN IP4 198.51.100.30
            s=-
            c=IN IP4 198.51.100.30
            t=0 0
            m=audio 30000 RTP/AVP 0 8 101
            a=rtpmap:101 telephone-event/8000
            m=video 30002 RTP/AVP 31
            a=sendonly
            """;
    private static final SessionDescription SDP = Wire.sdp(TEXT);

    private final OfferAnswer leg = new OfferAnswer(new LegIdentity(7, InetAddress.ofLiteral("192.0.2.1")));

    private static SessionDescription with(String from, String to) {
        assertThat(TEXT).contains(from);
        return Wire.sdp(TEXT.replace(from, to));
    }

    private static SessionDescription answer() {
        return with("a=sendonly", "a=recvonly");
    }

    private Received.Reason refusal(Received received) {
        return received instanceof Received.Refused(Received.Reason reason, String _)
                ? reason
                : org.junit.jupiter.api.Assertions.fail("not refused: " + received);
    }

    @Test
    void offerAndAnswerMakeASession() {
        var sent = leg.sendOffer(SDP);
        assertThat(leg.state()).isEqualTo(OfferAnswer.State.OFFER_SENT);
        assertThat(leg.answerReceived(answer())).isEqualTo(new Received.Fits(Set.of()));
        assertThat(leg.state()).isEqualTo(OfferAnswer.State.STABLE);
        assertThat(leg.local()).isEqualTo(sent);
        assertThat(leg.remote()).isEqualTo(answer());
    }

    @Test
    void delayedOfferIsAnsweredByUs() {
        assertThat(leg.offerReceived(SDP)).isEqualTo(new Received.Fits(Set.of()));
        assertThat(leg.offerToAnswer()).isEqualTo(SDP);
        var sent = leg.sendAnswer(answer());
        assertThat(sent.origin().sessionId()).isEqualTo("7");
        assertThat(leg.state()).isEqualTo(OfferAnswer.State.STABLE);
    }

    @Test
    void theFirstAnswerCounts() {
        leg.sendOffer(SDP);
        leg.answerReceived(answer());
        assertThat(leg.answerReceived(answer())).isEqualTo(new Received.Repeated(true));
        var other = Wire.sdp(TEXT.replace("a=sendonly", "a=recvonly").replace("30000", "40000"));
        assertThat(leg.answerReceived(other)).isEqualTo(new Received.Repeated(false));
        assertThat(leg.remote()).isEqualTo(answer());
        assertThat(leg.replaceAnswer(other, SdpEncoder.encode(other))).isInstanceOf(Received.Fits.class);
        assertThat(leg.remote()).isEqualTo(other);
    }

    @Test
    void whatIsSettledIsStillWhatWasSaid() {
        var sent = leg.sendOffer(SDP);
        leg.answerReceived(answer());
        leg.settle();
        leg.settle();
        assertThat(leg.local()).isEqualTo(sent);
        assertThat(leg.remote()).isEqualTo(answer());
        assertThat(leg.lastReceived()).isEqualTo(answer());
        assertThat(leg.answerReceived(answer())).isEqualTo(new Received.Repeated(true));
        // A refresh says the same under the same version, and what replaces it is judged against it.
        assertThat(leg.sendOffer(SDP)).isEqualTo(sent);
        leg.offerRejected();
        leg.offerReceived(answer());
        leg.settle();
        assertThat(leg.offerToAnswer()).isEqualTo(answer());
    }

    @Test
    void offersNeverOverlap() {
        leg.sendOffer(SDP);
        assertThat(refusal(leg.offerReceived(SDP)).status()).isEqualTo(491);
        assertThatThrownBy(() -> leg.sendOffer(SDP)).isInstanceOf(IllegalStateException.class);
        leg.answerReceived(answer());
        leg.offerReceived(SDP);
        assertThat(refusal(leg.offerReceived(SDP)).status()).isEqualTo(500);
        assertThatThrownBy(() -> leg.sendOffer(SDP)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void answersToNothingAreRefused() {
        assertThat(refusal(leg.answerReceived(SDP))).isEqualTo(Received.Reason.NO_OFFER);
        leg.offerReceived(SDP);
        leg.sendAnswer(answer());
        assertThat(refusal(leg.answerReceived(SDP))).isEqualTo(Received.Reason.NO_OFFER);
        assertThatThrownBy(() -> leg.sendAnswer(SDP)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "m=video 30002 RTP/AVP 31, a=x, answer has another number of m= lines than the offer",
        "m=video, m=image, stream 2: answered with another media type",
        "RTP/AVP 31, RTP/SAVP 31, stream 2: answered with another transport protocol",
        "RTP/AVP 31, RTP/AVP 34, stream 2: no format of the offer in the answer"
    })
    void answersThatDoNotFitAreRefused(String from, String to, String why) {
        leg.sendOffer(SDP);
        assertThat(leg.answerReceived(with(from, to))).isEqualTo(new Received.Refused(Received.Reason.UNFIT, why));
        assertThat(leg.state()).isEqualTo(OfferAnswer.State.OFFER_SENT);
    }

    @Test
    void aRemovedStreamIsNotAnswered() {
        leg.sendOffer(with("m=video 30002", "m=video 0"));
        assertThat(leg.answerReceived(SDP))
                .isEqualTo(new Received.Refused(
                        Received.Reason.UNFIT, "stream 2: answered with a port, offered with port 0"));
        assertThat(leg.answerReceived(with("m=video 30002", "m=video 0"))).isInstanceOf(Received.Fits.class);
    }

    @Test
    void sameCodecUnderAnotherNumberFits() {
        leg.sendOffer(
                Wire.sdp(TEXT.replace("0 8 101\na=rtpmap:101 telephone-event/8000", "111\na=rtpmap:111 opus/48000/2")));
        var answer = Wire.sdp(TEXT.replace("0 8 101\na=rtpmap:101 telephone-event/8000", "96\na=rtpmap:96 OPUS/48000/2")
                .replace("sendonly", "recvonly"));
        assertThat(leg.answerReceived(answer)).isEqualTo(new Received.Fits(Set.of(Remark.PAYLOAD_TYPE_RENUMBERED)));
    }

    @Test
    void firstOfferRejectedLeavesNothing() {
        leg.sendOffer(SDP);
        leg.offerRejected();
        assertThat(leg.state()).isEqualTo(OfferAnswer.State.NONE);
        leg.offerReceived(SDP);
        leg.rejectOffer();
        assertThat(leg.state()).isEqualTo(OfferAnswer.State.NONE);
        assertThat(leg.lastReceived()).isNull();
    }

    /// Proves SDP-002.
    @Test
    void versionRisesExactlyWithTheText() {
        var first = leg.sendOffer(SDP);
        assertThat(first.origin().sessionVersion()).isEqualTo("1");
        leg.answerReceived(answer());
        leg.offerReceived(SDP);
        // the o= line of what we are given says nothing: an answer that differs only there is the same text
        assertThat(leg.sendAnswer(with("9001 1", "5 5"))).isSameAs(first);
        var held = leg.sendOffer(with("0 8 101", "0"));
        assertThat(held.origin()).isEqualTo(first.origin().withVersion("2"));
    }

    @ParameterizedTest
    @CsvSource({
        "9001 1, 9001 2, ''",
        "9001 1, 9001 1, ''",
        "9001 1, 9001 3, VERSION_JUMPED",
        "9001 1, 9002 2, ORIGIN_CHANGED"
    })
    void oddOriginsAreRemarkedOnly(String from, String to, String remark) {
        leg.offerReceived(SDP);
        leg.sendAnswer(answer());
        var expected = remark.isEmpty() ? Set.of() : Set.of(Remark.valueOf(remark));
        assertThat(leg.offerReceived(with(from, to))).isEqualTo(new Received.Fits(cast(expected)));
    }

    @SuppressWarnings("unchecked")
    private static Set<Remark> cast(Set<?> remarks) {
        return (Set<Remark>) remarks;
    }

    @Test
    void otherOddThingsAreRemarkedOnly() {
        leg.offerReceived(SDP);
        leg.sendAnswer(answer());
        var odd = Wire.sdp(TEXT.replace("101 telephone-event/8000", "101 G726-32/8000")
                .replace("m=video 30002 RTP/AVP 31\na=sendonly\n", ""));
        assertThat(leg.offerReceived(odd))
                .isEqualTo(new Received.Fits(
                        Set.of(Remark.VERSION_NOT_RAISED, Remark.STREAMS_REMOVED, Remark.PAYLOAD_TYPE_REUSED)));
    }

    @Test
    void forksGoTheirOwnWay() {
        leg.sendOffer(SDP);
        var fork = leg.fork();
        assertThat(leg.answerReceived(answer())).isInstanceOf(Received.Fits.class);
        assertThat(fork.state()).isEqualTo(OfferAnswer.State.OFFER_SENT);
        assertThat(fork.answerReceived(with("a=sendonly", "a=inactive"))).isInstanceOf(Received.Fits.class);
        assertThat(leg.remote()).isNotEqualTo(fork.remote());
    }
}
