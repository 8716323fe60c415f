package org.demarc.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every message of the verdict table: whole, byte by byte, with bytes following, and written back.
class WireVectorTest {
    private static final MessageDecoder DECODER = new MessageDecoder(Limits.DEFAULT);

    static List<Vector> vectors() {
        return Vector.all();
    }

    /// Proves ARCH-018.
    @ParameterizedTest
    @MethodSource("vectors")
    void datagramGetsItsVerdict(Vector vector) {
        byte[] octets = vector.octets();
        assertThat(verdict(DECODER.decode(octets, octets.length))).isEqualTo(vector.codec());
    }

    /// Proves ARCH-018, IP6-003.
    @ParameterizedTest
    @MethodSource("vectors")
    void requestGetsItsVerdictOfTheFullCheck(Vector vector) {
        byte[] octets = vector.octets();
        String verdict = "-";
        if (DECODER.decode(octets, octets.length) instanceof Decoded.Complete(Request request, int _)) {
            Refusal refusal = RequestCheck.check(request);
            verdict = refusal == null ? "ok" : String.valueOf(refusal.status());
        }
        assertThat(verdict).isEqualTo(vector.check());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void streamGetsItsVerdictHoweverItIsSplit(Vector vector) {
        byte[] octets = vector.octets();
        assertThat(firstOf(decode(octets, octets.length))).isEqualTo(vector.stream());
        assertThat(firstOf(decode(octets, 1))).isEqualTo(vector.stream());
        assertThat(firstOf(decode(octets, 7))).isEqualTo(vector.stream());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void messageIsFoundWithOctetsFollowing(Vector vector) {
        if (!vector.stream().equals("complete")) {
            return;
        }
        byte[] octets = vector.octets();
        byte[] twice = Arrays.copyOf(octets, 2 * octets.length);
        System.arraycopy(octets, 0, twice, octets.length, octets.length);
        assertThat(firstOf(decode(twice, twice.length))).isEqualTo("complete");
        Decoded whole = DECODER.decode(octets.clone(), octets.length);
        if (whole instanceof Decoded.Complete(SipMessage message, int used) && used == octets.length) {
            var both = decode(twice, 100);
            assertThat(both).hasSize(2).allSatisfy(decoded -> {
                assertThat(decoded).isInstanceOf(Decoded.Complete.class);
                assertThat(wire(((Decoded.Complete) decoded).message())).isEqualTo(wire(message));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void messageIsWrittenBackAsItCame(Vector vector) {
        byte[] octets = vector.octets();
        if (DECODER.decode(octets.clone(), octets.length) instanceof Decoded.Complete(SipMessage message, int used)) {
            assertThat(wire(message)).isEqualTo(Arrays.copyOf(octets, used));
            SipMessage rebuilt = switch (message) {
                case Request request -> request.edit().build();
                case org.demarc.sip.message.Response response -> response.edit().build();
            };
            if (message.has(org.demarc.sip.message.HeaderName.CONTENT_LENGTH)) {
                assertThat(wire(rebuilt)).isEqualTo(wire(message));
            }
        }
    }

    static byte[] wire(SipMessage message) {
        return Arrays.copyOf(message.wire(), message.length());
    }

    static String firstOf(List<Decoded> decoded) {
        return decoded.isEmpty() ? "more" : verdict(decoded.getFirst());
    }

    static String verdict(Decoded decoded) {
        return switch (decoded) {
            case Decoded.Complete _ -> "complete";
            case Decoded.NeedMore _ -> "more";
            case Decoded.KeepAlive(int _, boolean ping) -> ping ? "ping" : "pong";
            case Decoded.Malformed(int status, String _, var _) -> status == 0 ? "discard" : String.valueOf(status);
        };
    }

    /// All that comes out of a stream fed in pieces of that size.
    static List<Decoded> decode(byte[] octets, int piece) {
        var stream = new StreamDecoder(Limits.DEFAULT);
        var all = new ArrayList<Decoded>();
        for (int at = 0; at < octets.length; at += piece) {
            stream.feed(octets, at, Math.min(piece, octets.length - at));
            for (Decoded next = stream.next(); !(next instanceof Decoded.NeedMore); next = stream.next()) {
                all.add(next);
            }
        }
        return all;
    }
}
