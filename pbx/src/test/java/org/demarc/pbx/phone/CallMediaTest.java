package org.demarc.pbx.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.demarc.media.rtp.G711;
import org.demarc.pbx.voice.Aim;
import org.demarc.pbx.voice.Heard;
import org.demarc.pbx.voice.PhonePort;
import org.junit.jupiter.api.Test;

/// Offer and answer of a phone, line by line.
class CallMediaTest {
    private final List<Aim> aims = new ArrayList<>();
    private boolean closed;
    private final CallMedia media = new CallMedia(
            new PhonePort() {
                @Override
                public InetSocketAddress rtp() {
                    return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 40_000);
                }

                @Override
                public void aim(Aim aim) {
                    aims.add(aim);
                }

                @Override
                public Heard heard() {
                    return Heard.NOTHING;
                }

                @Override
                public void close() {
                    closed = true;
                }
            },
            77);

    private static byte[] sdp(String... lines) {
        return ("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n" + String.join("\r\n", lines)
                        + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private String answer(byte[] offer) {
        return switch (media.answer(offer)) {
            case CallMedia.Answer.Given(var content) -> new String(content.octets(), StandardCharsets.UTF_8);
            case CallMedia.Answer.Refused(int status, String reason) -> status + " " + reason;
        };
    }

    private String offer() {
        return new String(media.offer().octets(), StandardCharsets.UTF_8);
    }

    @Test
    void offerHasBothCodecsAndTelephoneEvent() {
        assertThat(offer()).isEqualTo("""
                v=0\r
                o=- 77 0 IN IP4 192.0.2.1\r
                s=-\r
                c=IN IP4 192.0.2.1\r
                t=0 0\r
                m=audio 40000 RTP/AVP 0 8 101\r
                a=rtpmap:0 PCMU/8000\r
                a=rtpmap:8 PCMA/8000\r
                a=rtpmap:101 telephone-event/8000\r
                a=fmtp:101 0-15\r
                a=ptime:20\r
                a=sendrecv\r
                """);
    }

    /// Proves INC-009.
    @Test
    void firstCodecOfTheOfferIsTakenWithItsPayloadTypes() {
        assertThat(answer(sdp(
                        "m=audio 5004 RTP/AVP 9 97 0 96", "a=rtpmap:97 PCMA/8000", "a=rtpmap:96 telephone-event/8000")))
                .contains("m=audio 40000 RTP/AVP 97 96\r\n")
                .contains("a=rtpmap:97 PCMA/8000\r\n");
        assertThat(aims).as("silent until the answer is sent").isEmpty();
        media.begin();
        assertThat(aims)
                .containsExactly(new Aim(
                        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), 5_004), G711.PCMA, 97, true, true));
    }

    /// Proves SDP-003, SDP-004.
    @Test
    void otherStreamsKeepTheirPlaceAndAreRefused() {
        assertThat(answer(sdp("m=video 5006 RTP/AVP 99", "m=audio 5004 RTP/AVP 0")))
                .contains("m=video 0 RTP/AVP 99\r\nm=audio 40000 RTP/AVP 0\r\n");
        assertThat(offer()).contains("m=video 0 RTP/AVP 99\r\nm=audio 40000 RTP/AVP 0 8 101\r\n");
    }

    /// Proves INC-009, SDP-005.
    @Test
    void offersThatNothingCanBeMadeOfAreRefused() {
        assertThat(answer(sdp("m=audio 5004 RTP/AVP 9"))).isEqualTo("488 Not Acceptable Here");
        assertThat(answer(sdp("m=audio 5004 RTP/SAVP 0"))).isEqualTo("488 Not Acceptable Here");
        assertThat(answer(sdp("m=audio 0 RTP/AVP 0"))).isEqualTo("488 Not Acceptable Here");
        assertThat(answer("nonsense".getBytes(StandardCharsets.UTF_8))).isEqualTo("400 Bad SDP");
        assertThat(aims).isEmpty();
    }

    /// Proves HLD-007.
    @Test
    void holdOfThePeerIsAnsweredRecvonlyAndNothingIsSent() {
        assertThat(answer(sdp("m=audio 5004 RTP/AVP 0", "a=sendonly"))).contains("a=recvonly\r\n");
        media.begin();
        assertThat(media.heldByPeer()).isTrue();
        assertThat(aims.getLast().send()).isFalse();
        assertThat(aims.getLast().receive()).isTrue();
    }

    @Test
    void holdWhileHeldIsInactive() {
        answer(sdp("m=audio 5004 RTP/AVP 0"));
        media.hold(true);
        assertThat(offer()).contains("a=sendonly\r\n");
        assertThat(answer(sdp("m=audio 5004 RTP/AVP 0", "a=sendonly"))).contains("a=inactive\r\n");
    }

    /// Proves HLD-002.
    @Test
    void addressOfZerosIsHold() {
        byte[] old = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n"
                .getBytes(StandardCharsets.UTF_8);
        answer(old);
        media.begin();
        assertThat(media.heldByPeer()).isTrue();
        assertThat(aims.getLast().send()).isFalse();
    }

    /// Proves SDP-002.
    @Test
    void versionGrowsOnlyWithTheDescription() {
        assertThat(offer()).contains("o=- 77 0 ");
        assertThat(offer()).contains("o=- 77 0 ");
        media.hold(true);
        assertThat(offer()).contains("o=- 77 1 ");
        media.hold(false);
        assertThat(offer()).contains("o=- 77 2 ");
    }

    @Test
    void answersThatCannotBeUsedAreToldWhy() {
        media.offer();
        assertThat(media.answered("nonsense".getBytes(StandardCharsets.UTF_8))).isEqualTo("the answer is no SDP");
        assertThat(media.answered(sdp("m=audio 0 RTP/AVP 0"))).isEqualTo("the answer refuses the audio stream");
        assertThat(media.answered(sdp("m=audio 5004 RTP/AVP 0", "m=audio 5006 RTP/AVP 0")))
                .isEqualTo("the answer has another number of streams than the offer");
        assertThat(media.answered(sdp("m=audio 5004 RTP/AVP 8"))).isNull();
        assertThat(aims.getLast().codec()).isEqualTo(G711.PCMA);
        media.close();
        assertThat(closed).isTrue();
    }
}
