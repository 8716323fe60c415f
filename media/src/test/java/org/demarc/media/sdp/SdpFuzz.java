package org.demarc.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.demarc.media.offer.Assessment;
import org.demarc.media.offer.LegIdentity;
import org.demarc.media.offer.LocalPort;
import org.demarc.media.offer.OfferAnswer;
import org.demarc.media.offer.SdpRewriter;
import org.demarc.media.offer.StreamPolicy;

/// Whatever octets come in: the decoder answers and never throws. What it parsed can be asked anything,
/// is written and read back equal, and what the other leg sees of it is read back equal too.
class SdpFuzz {
    private static final SdpRewriter REWRITER = new SdpRewriter(StreamPolicy.VOICE);
    private static final InetAddress OURS = InetAddress.ofLiteral("192.0.2.1");
    private static final LocalPort PORT =
            new LocalPort(new InetSocketAddress(OURS, 20_000), new InetSocketAddress(OURS, 20_001));

    @FuzzTest(maxDuration = "60s")
    void anyBodyIsAnswered(byte[] octets) {
        if (SdpDecoder.decode(octets) instanceof Decoded.Parsed(SessionDescription sdp)) {
            assertThat(Wire.parsed(SdpEncoder.encode(sdp))).isEqualTo(sdp);
            for (var stream : sdp.media()) ask(sdp, stream);
            if (StreamPolicy.VOICE.assess(sdp) instanceof Assessment.Usable(var streams)) {
                var leg = new OfferAnswer(new LegIdentity(1, OURS));
                var offer = leg.sendOffer(REWRITER.offer(sdp, streams, _ -> PORT, leg));
                assertThat(Wire.parsed(SdpEncoder.encode(offer))).isEqualTo(offer);
                assertThat(leg.answerReceived(sdp)).isNotNull();
            }
        }
    }

    private static void ask(SessionDescription sdp, MediaDescription stream) {
        assertThat(sdp.mediaAddress(stream)).isNotNull();
        assertThat(sdp.rtcp(stream)).isNotNull();
        assertThat(sdp.direction(stream)).isNotNull();
        assertThat(stream.telephoneEvent()).isNotNull();
        assertThat(stream.ptime()).isNotNull();
        assertThat(stream.maxptime()).isNotNull();
        for (String format : stream.formats()) {
            assertThat(stream.rtpMap(format)).isNotNull();
            assertThat(stream.fmtp(format)).isNotNull();
        }
    }
}
