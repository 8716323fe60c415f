package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/// No body makes the codec throw; a tree that was read keeps its octets, has no more parts than allowed, and
/// its parts put into a new multipart are read back equal.
class MultipartFuzz {
    private static final List<RawField> TYPE = List.of(new RawField("Content-Type", "multipart/mixed;boundary=b"));

    @FuzzTest(maxDuration = "1m")
    void partsAreReadBackEqual(byte[] octets) {
        if (MultipartCodec.decode(TYPE, octets, Limits.DEFAULT) instanceof Field.Present<Body>(Body body)) {
            assertThat(body.content()).isEqualTo(octets);
            assertThat(body.parts()).isNotEmpty().hasSizeLessThanOrEqualTo(Limits.DEFAULT.multipartParts());
            Multipart anew = Multipart.of("mixed", ((Multipart) body).children());
            assertThat(MultipartCodec.decode(anew.fields(), anew.content(), Limits.DEFAULT))
                    .isEqualTo(new Field.Present<>(anew));
            assertThat(anew.parts()).isEqualTo(body.parts());
            for (Part part : body.parts()) {
                part.disposition();
                part.contentId();
                part.mediaType();
            }
        }
    }
}
