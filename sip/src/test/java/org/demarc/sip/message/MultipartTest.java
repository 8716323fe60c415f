package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
    private static final String LOCATION = """
            preamble is ignored
            --b1\s
            Content-Type: application/sdp

            v=0
            --b1
            content-type : application/pidf+xml
            Content-ID: <loc@example.com>
            Content-Disposition: by-reference;
             handling=optional

            <presence/>

            --b1--
            epilogue too
            """;

    private static Field<Body> decode(String contentType, String content) {
        return MultipartCodec.decode(
                List.of(new RawField("Content-Type", contentType)), Wire.octets(content), Limits.DEFAULT);
    }

    private static Multipart multipart(Field<Body> field) {
        return field instanceof Field.Present<Body>(Multipart multipart) ? multipart : failed(field);
    }

    private static Multipart failed(Field<Body> field) {
        throw new AssertionError(field.toString());
    }

    @Test
    void partsKeepTypeIdDispositionAndOrder() {
        Multipart body = multipart(decode("multipart/mixed;boundary=b1", LOCATION));
        assertThat(body.children()).hasSize(2);
        Part sdp = body.find("application/sdp").orElseThrow();
        assertThat(sdp.text()).isEqualTo("v=0");
        assertThat(sdp.disposition()).isEqualTo("session");
        Part location = body.findById("loc@example.com").orElseThrow();
        assertThat(location).isSameAs(body.parts().getLast());
        assertThat(location.disposition()).isEqualTo("by-reference");
        assertThat(location.text()).isEqualTo("<presence/>\r\n");
        assertThat(body.content()).isEqualTo(Wire.octets(LOCATION));
    }

    @Test
    void untouchedPartLeavesByteForByteInANewMultipart() {
        Multipart body = multipart(decode("multipart/mixed;boundary=b1", LOCATION));
        Part sdp = Part.of("application/sdp", new byte[] {'v', '=', '1'}).withContentId("sdp@edge");
        Multipart changed = body.withChildren(List.of(sdp, body.children().getLast()));
        assertThat(new String(changed.content(), StandardCharsets.UTF_8))
                .contains("\r\ncontent-type : application/pidf+xml\r\nContent-ID: <loc@example.com>\r\n"
                        + "Content-Disposition: by-reference;\r\n handling=optional\r\n\r\n<presence/>\r\n\r\n--")
                .contains("Content-Type: application/sdp\r\nContent-ID: <sdp@edge>\r\n\r\nv=1\r\n--");
        Multipart again = multipart(MultipartCodec.decode(changed.fields(), changed.content(), Limits.DEFAULT));
        assertThat(again.parts()).isEqualTo(changed.parts());
        assertThat(again).isEqualTo(changed);
    }

    @Test
    void multipartInsideAMultipartIsATree() {
        Multipart inner = Multipart.of(
                "alternative", List.of(Part.of("text/plain", new byte[] {'a'}), Part.of("text/html", new byte[0])));
        Multipart outer = Multipart.of("mixed", List.of(Part.of("application/sdp", new byte[] {'v'}), inner));
        Multipart read = multipart(MultipartCodec.decode(outer.fields(), outer.content(), Limits.DEFAULT));
        assertThat(read.children().getLast()).isInstanceOf(Multipart.class);
        assertThat(read.parts())
                .extracting(part -> part.mediaType().name())
                .containsExactly("application/sdp", "text/plain", "text/html");
        assertThat(read.parts()).isEqualTo(outer.parts());
    }

    @Test
    void boundaryIsOneThatNoPartHolds() {
        Part first = Part.of("text/plain", new byte[] {'x'});
        String boundary = MultipartCodec.boundary(List.of(first));
        Multipart made = Multipart.of(
                "mixed", List.of(Part.of("text/plain", ("--" + boundary).getBytes(StandardCharsets.US_ASCII))));
        assertThat(multipart(MultipartCodec.decode(made.fields(), made.content(), Limits.DEFAULT))
                        .parts())
                .isEqualTo(made.parts());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--b1\n",
                "--b1\nContent-Type: text/plain\n\nx",
                "--b1--\n",
                "--b1\nno field\n\nx\n--b1--",
                "--b1\nA: b\rc\n\nx\n--b1--",
                "--b1\nA: b\0c\n\nx\n--b1--",
                "--b2\n\nx\n--b2--",
                "x--b1\n\nx\n--b1--",
            })
    void brokenMultipartIsMalformed(String content) {
        assertThat(decode("multipart/mixed;boundary=b1", content)).isInstanceOf(Field.Malformed.class);
    }

    @Test
    void boundaryOfTheTypeIsLimited() {
        for (String type : List.of(
                "multipart/mixed", "multipart/mixed;boundary=\"\"", "multipart/mixed;boundary=" + "b".repeat(71))) {
            assertThat(decode(type, LOCATION)).isInstanceOf(Field.Malformed.class);
        }
        String longest = "b".repeat(70);
        multipart(
                decode("multipart/mixed;boundary=\"" + longest + "\"", "--" + longest + "\n\nx\n--" + longest + "--"));
    }

    @Test
    void partsAndDepthAreLimited() {
        assertThat(decode("multipart/mixed;boundary=b1", "--b1\n\nx\n".repeat(33) + "--b1--"))
                .isInstanceOf(Field.Malformed.class);
        Body deep = Part.of("text/plain", new byte[] {'x'});
        for (int i = 0; i < 4; i++) {
            deep = Multipart.of("mixed", List.of(deep));
        }
        assertThat(MultipartCodec.decode(deep.fields(), deep.content(), Limits.DEFAULT))
                .isInstanceOf(Field.Present.class);
        Body deeper = Multipart.of("mixed", List.of(deep));
        assertThat(MultipartCodec.decode(deeper.fields(), deeper.content(), Limits.DEFAULT))
                .isInstanceOf(Field.Malformed.class);
    }

    @Test
    void bodyOfAMessageIsATreeAndABrokenOneAnOpaquePart() {
        Multipart made = Multipart.of("mixed", List.of(Part.of("application/sdp", new byte[] {'v'})));
        Response response = Response.builder(200, "OK").body(made).build();
        assertThat(response.body()).isEqualTo(made);
        assertThat(response.body().find("application/sdp")).isPresent();
        Response broken = Response.builder(200, "OK")
                .body("multipart/mixed;boundary=x", new byte[] {'v'})
                .build();
        assertThat(broken.body()).isInstanceOf(Part.class);
        assertThat(broken.body().content()).containsExactly('v');
        assertThat(broken.body().find("application/sdp")).isEmpty();
    }
}
