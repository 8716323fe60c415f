package org.demarc.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.SipMessage;

/// No stream makes the decoder throw; what comes out does not depend on how it is split, and nothing more than
/// a head or a message is kept.
class StreamFuzz {
    @FuzzTest(maxDuration = "1m")
    void splitMakesNoDifference(byte[] octets) {
        List<String> whole = shown(WireVectorTest.decode(octets, Math.max(1, octets.length)));
        assertThat(shown(WireVectorTest.decode(octets, 1))).isEqualTo(whole);
        assertThat(shown(WireVectorTest.decode(octets, 5))).isEqualTo(whole);
        var stream = new StreamDecoder(Limits.DEFAULT);
        stream.feed(octets, 0, octets.length);
        while (!(stream.next() instanceof Decoded.NeedMore)) {
            assertThat(stream.kept()).isLessThanOrEqualTo(octets.length);
        }
    }

    private static List<String> shown(List<Decoded> decoded) {
        return decoded.stream()
                .map(one -> switch (one) {
                    case Decoded.Complete(SipMessage message, int used) -> used + message.toString();
                    case Decoded.Malformed(int status, String why, var _) -> status + why;
                    case Decoded.KeepAlive _, Decoded.NeedMore _ -> one.toString();
                })
                .toList();
    }
}
