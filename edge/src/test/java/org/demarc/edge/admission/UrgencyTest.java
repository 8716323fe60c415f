package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Proves OVL-002.
class UrgencyTest {
    private static Request request(Method method, String uri, String to, String priority) {
        var builder = Request.builder(method, uri)
                .add(HeaderName.VIA, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1")
                .add(HeaderName.FROM, "<sip:a@192.0.2.1>;tag=1")
                .add(HeaderName.TO, to)
                .add(HeaderName.CALL_ID, "1")
                .add(HeaderName.CSEQ, "1 " + method.name());
        if (!priority.isEmpty()) builder.add(HeaderName.of("Resource-Priority"), priority);
        return builder.build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            urn:service:sos               | ''              | EMERGENCY
            URN:SERVICE:SOS.fire          | ''              | EMERGENCY
            urn:service:sos.police        | ''              | EMERGENCY
            urn:service:sosx              | ''              | ORDINARY
            urn:service:counseling        | ''              | ORDINARY
            urn:service:test.sos          | ''              | ORDINARY
            sip:112@192.0.2.5             | ''              | EMERGENCY
            sip:1120@192.0.2.5            | ''              | ORDINARY
            tel:911;phone-context=+1      | ''              | EMERGENCY
            sip:+14085550100@192.0.2.5    | ''              | ORDINARY
            sip:+14085550100@192.0.2.5    | dsn.flash, esnet.1 | EMERGENCY
            sip:+14085550100@192.0.2.5    | ESNET.0         | EMERGENCY
            sip:+14085550100@192.0.2.5    | q735.2,xesnet.1 | ORDINARY
            """)
    void callsForHelpAreKnown(String uri, String priority, Urgency urgency) {
        Request invite = request(Method.INVITE, uri, "<sip:b@192.0.2.5>", priority);
        assertThat(Urgency.of(invite, Set.of("112", "911"))).isEqualTo(urgency);
    }

    @Test
    void whatBelongsToACallIsNoNewWork() {
        assertThat(Urgency.of(request(Method.BYE, "sip:x@192.0.2.5", "<sip:b@c>;tag=2", ""), Set.of()))
                .isEqualTo(Urgency.IN_DIALOG);
        assertThat(Urgency.of(request(Method.CANCEL, "sip:x@192.0.2.5", "<sip:b@c>", ""), Set.of()))
                .isEqualTo(Urgency.IN_DIALOG);
        assertThat(Urgency.of(request(Method.OPTIONS, "sip:x@192.0.2.5", "<sip:b@c>", ""), Set.of()))
                .isEqualTo(Urgency.ORDINARY);
    }
}
