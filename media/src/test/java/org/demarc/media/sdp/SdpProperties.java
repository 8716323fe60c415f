package org.demarc.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

class SdpProperties {
    @Seeded(runs = 2_000)
    void whatWeWriteWeReadBackEqual(Gen gen) {
        var description = SdpGen.description(gen);
        byte[] octets = SdpEncoder.encode(description);
        assertThat(SdpDecoder.decode(octets)).isEqualTo(new Decoded.Parsed(description));
        assertThat(SdpEncoder.encode(Wire.parsed(octets))).isEqualTo(octets);
    }

    @Seeded(runs = 500)
    void isWrittenWhereTold(Gen gen) {
        var description = SdpGen.description(gen);
        byte[] octets = SdpEncoder.encode(description);
        int at = gen.below(100);
        var buffer = new byte[at + octets.length + 5];
        assertThat(SdpEncoder.encode(description, buffer, at)).isEqualTo(at + octets.length);
        assertThat(Arrays.copyOfRange(buffer, at, at + octets.length)).isEqualTo(octets);
    }

    @Seeded(runs = 5_000)
    void damagedBodiesAreAnswered(Gen gen) {
        byte[] octets = SdpEncoder.encode(SdpGen.description(gen));
        int hits = gen.between(1, 5);
        for (int i = 0; i < hits; i++) {
            octets[gen.below(octets.length)] = gen.flip()
                    ? (byte) gen.bits()
                    : (byte) gen.pick('\r', '\n', '=', ':', ' ', '/', '0', 'm', 'a', '\0')
                            .charValue();
        }
        if (SdpDecoder.decode(octets) instanceof Decoded.Parsed(SessionDescription description)) {
            assertThat(Wire.parsed(SdpEncoder.encode(description))).isEqualTo(description);
        }
    }
}
