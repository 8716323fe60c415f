package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.message.Limits;
import org.demarc.sip.transport.LaneRouting;
import org.junit.jupiter.api.Test;

class LaneTokensTest {
    @Test
    void noTokenComesTwice() {
        var tokens = new LaneTokens(5, new Entropy());
        var seen = new HashSet<String>();
        for (int i = 0; i < 20_000; i++) {
            assertThat(seen.add(tokens.tag())).isTrue();
            assertThat(seen.add(tokens.branch())).isTrue();
            assertThat(seen.add(tokens.callId())).isTrue();
            assertThat(tokens.number()).isBetween(0L, (1L << 62) - 1);
        }
    }

    @Test
    void whatComesBackFindsTheLaneAgain() {
        for (int lane = 0; lane < LaneRouting.MAX_LANES; lane++) {
            var tokens = new LaneTokens(lane, new Entropy());
            var bye = Texts.request("BYE", "sip:a@127.0.0.1", "z9hG4bKother", "c1", "f", tokens.tag());
            var ok = Texts.response(200, tokens.branch(), "c1");
            assertThat(laneOf(bye)).isEqualTo(lane);
            assertThat(laneOf(ok)).isEqualTo(lane);
        }
    }

    private static int laneOf(String text) {
        byte[] octets = Texts.octets(text);
        var complete = (Decoded.Complete) new MessageDecoder(Limits.DEFAULT).decode(octets, octets.length);
        return LaneRouting.laneOf(complete.message(), LaneRouting.MAX_LANES);
    }
}
