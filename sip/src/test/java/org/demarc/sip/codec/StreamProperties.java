package org.demarc.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.message.Limits;

/// Whatever the split, and whatever is broken, the same comes out of a stream.
class StreamProperties {
    private static final List<Vector> VECTORS = Vector.all();

    @Seeded(runs = 300)
    void whatComesOutDoesNotDependOnTheSplit(Gen gen) {
        var text = new ByteArrayOutputStream();
        for (int i = gen.between(1, 4); i > 0; i--) {
            if (gen.chance(0.3)) {
                text.writeBytes(new byte[] {'\r', '\n'});
            }
            byte[] message = gen.pick(VECTORS).octets();
            for (int spoil = gen.below(3); spoil > 0; spoil--) {
                message[gen.below(message.length)] =
                        gen.pick((byte) '\r', (byte) '\n', (byte) ' ', (byte) ':', (byte) gen.bits());
            }
            text.writeBytes(message);
        }
        byte[] octets = text.toByteArray();
        List<String> whole = decode(octets, octets.length, gen);
        assertThat(decode(octets, 1, gen)).isEqualTo(whole);
        assertThat(decode(octets, 300, gen)).isEqualTo(whole);
    }

    /// Pieces of 1 to `most` octets.
    private static List<String> decode(byte[] octets, int most, Gen gen) {
        var stream = new StreamDecoder(Limits.DEFAULT);
        var all = new ArrayList<String>();
        int at = 0;
        while (at < octets.length) {
            int piece = most == octets.length ? most : Math.min(octets.length - at, gen.between(1, most));
            stream.feed(octets, at, piece);
            at += piece;
            for (Decoded next = stream.next(); !(next instanceof Decoded.NeedMore); next = stream.next()) {
                all.add(
                        next instanceof Decoded.Malformed(int status, String why, var _)
                                ? status + why
                                : next.toString());
            }
        }
        return all;
    }
}
