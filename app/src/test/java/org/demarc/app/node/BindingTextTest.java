package org.demarc.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.Origin;
import org.demarc.net.ListeningPoint;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Params;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BindingTextTest {
    private static final ListeningPoint POINT =
            new ListeningPoint("outside", Transport.UDP, address("192.0.2.5", 5060), "198.51.100.9:5060");

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static SipUri uri(String text) {
        if (Uri.parse(text) instanceof Field.Present<Uri>(SipUri sip)) return sip;
        throw new IllegalArgumentException(text);
    }

    private static Binding binding(String contact, @Nullable Flow flow) {
        return new Binding(
                uri(contact),
                Params.of(";q=0.5;text=\"a\\\\b\""),
                500,
                "call\tid",
                7,
                1_000,
                2_000,
                3_000,
                List.of("<sip:198.51.100.1;lr;ob>", "\"x\\\\\" <sip:198.51.100.2;lr>"),
                "<urn:uuid:1>",
                2,
                9,
                new Origin(Transport.TLS, InetAddress.ofLiteral("2001:db8::1")),
                "ab12----",
                flow);
    }

    private static Flow flow(Transport transport, InetSocketAddress local) {
        return new Flow("outside", transport, local, address("2001:db8::1", 40_000), 0, "198.51.100.9:5060");
    }

    @Test
    void whatIsWrittenIsReadBackEqual() {
        Binding b = binding("sip:203.0.113.7:5080;bnc;x=%09", flow(Transport.UDP, POINT.local()));
        Binding other = binding("sip:acme@203.0.113.8", null);
        assertThat(BindingText.read(BindingText.write(List.of(b, other)), List.of(POINT)))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("health")
                .containsExactly(b, other);
    }

    @Test
    void aConnectionOrAnotherAddressOfOursIsNotKept() {
        Binding tcp = binding("sip:203.0.113.7;bnc", flow(Transport.TCP, POINT.local()));
        Binding moved = binding("sip:203.0.113.7;bnc", flow(Transport.UDP, address("192.0.2.6", 5060)));
        for (Binding b : List.of(tcp, moved)) {
            Binding read = BindingText.read(BindingText.write(List.of(b)), List.of(POINT))
                    .getFirst();
            assertThat(read.flow()).isNull();
            assertThat(read.contact()).isEqualTo(b.contact());
        }
    }

    @Test
    void whatAnEarlierVersionWroteIsReadWithoutTheMark() {
        Binding b = binding("sip:203.0.113.7;bnc", null);
        String before = "2" + BindingText.write(List.of(b)).substring(1).replace("\tab12----", "");
        Binding read = BindingText.read(before, List.of(POINT)).getFirst();
        assertThat(read.mark()).isEmpty();
        assertThat(read.path()).isEqualTo(b.path());
    }

    @Test
    void whatCannotBeReadIsLeftOut() {
        String good = BindingText.write(List.of(binding("sip:203.0.113.7;bnc", null)));
        String text = "9" + good.substring(1) + "nonsense\n" + good.replace("\t500\t", "\tmany\t") + good + "\n\n";
        assertThat(BindingText.read(text, List.of(POINT))).hasSize(1);
        assertThat(Objects.requireNonNull(BindingText.read("", List.of()))).isEmpty();
    }
}
