package org.demarc.edge.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.demarc.edge.registration.Reaction.Asked;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each answer to REGISTER makes us do.
class ReactionTest {
    /// Proves DNS-005, REG-018, REG-023, REG-033.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | | Granted",
                "401 | | Challenged",
                "407 | | Challenged",
                "408 | | Later",
                "420 | Unsupported: gin | Unwanted",
                "420 | Unsupported: foo | Unwanted",
                "421 | Require: gin | Unwanted",
                "423 | Min-Expires: 7200 | Longer",
                "423 | Min-Expires: 60 | Unwanted",
                "423 | Min-Expires: 999999999 | Unwanted",
                "423 | | Unwanted",
                "429 | Retry-After: 5 | Later",
                "439 | | WithoutOutbound",
                "480 | | Later",
                "500 | | Later",
                "503 | Retry-After: 5 | NextTarget",
                "504 | | Later",
                "403 | | Unwanted",
                "404 | | Unwanted",
                "600 | | Unwanted",
                "699 | | Unwanted",
                "300 | | Unwanted",
                "301 | Contact: * | Unwanted",
                "302 | Contact: <sip:west.SP.example.net> | Elsewhere",
                "302 | Contact: <sip:proxy.example.com:5070> | Elsewhere",
                "302 | Contact: <sip:sp.example.net.evil.org> | Unwanted",
            })
    void eachAnswerHasItsReaction(int status, String header, String expected) {
        Reaction reaction = Reaction.of(
                response(status, header), new Asked(true, true, 3_600, false), Bench.config("sip:proxy.example.com"));
        assertThat(reaction.getClass().getSimpleName()).isEqualTo(expected);
    }

    /// What was asked over TLS stays there.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<sip:a.sp.example.net> | sip:a.sp.example.net;transport=tls",
                "<sips:a.sp.example.net> | sips:a.sp.example.net",
                "<sip:x@a.sp.example.net;transport=tls;lr?Subject=x> | sip:a.sp.example.net;transport=tls",
                "<sip:a.sp.example.net;transport=udp>, <sip:b.sp.example.net:5071;transport=TLS>"
                        + " | sip:b.sp.example.net:5071;transport=tls",
            })
    void aRedirectionKeepsTls(String contact, String expected) {
        Reaction reaction =
                Reaction.of(response(302, "Contact: " + contact), new Asked(true, true, 3_600, true), Bench.config());
        assertThat(reaction).isEqualTo(new Reaction.Elsewhere(Bench.uri(expected)));
    }

    private static Response response(int status, @Nullable String header) {
        MessageBuilder<Response> response = Response.builder(status, "Because");
        if (header != null) {
            List<String> parts = List.of(header.split(": ", 2));
            response.add(HeaderName.of(parts.getFirst()), parts.getLast());
        }
        return response.build();
    }
}
