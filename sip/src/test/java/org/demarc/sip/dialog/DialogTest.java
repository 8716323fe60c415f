package org.demarc.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Lab;
import org.junit.jupiter.api.Test;

/// RFC 3261 section 12.
class DialogTest {
    private static final String VIA = "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKv";

    private static Request invite(String extra) {
        return Lab.request("""
                INVITE sip:bob@192.0.2.1 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1
                Max-Forwards: 70
                From: "Alice" <sip:alice@192.0.2.2>;tag=a1
                To: <sip:bob@192.0.2.1>
                Call-ID: call1
                CSeq: 17 INVITE
                """ + extra);
    }

    private static Response answer(String extra) {
        return (Response) Lab.message("""
                SIP/2.0 200 OK
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: <sip:alice@192.0.2.1>;tag=a1
                To: <sip:bob@192.0.2.2>;tag=b1
                Call-ID: call1
                CSeq: 17 INVITE
                """ + extra, "");
    }

    private static Dialog uas(String extra) {
        return Objects.requireNonNull(Dialog.answering(invite(extra), "b1", Lab.UDP));
    }

    private static Dialog uac(String extra) {
        return Objects.requireNonNull(Dialog.asking(answer(extra), Lab.UDP));
    }

    /// Proves ARCH-004, ARCH-024.
    @Test
    void calleeKeepsTheRoutesInOrderAndSwapsFromAndTo() {
        Dialog dialog = uas("""
                Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>
                Record-Route: <sip:p0.example;lr>
                Contact: <sip:alice@192.0.2.9:5070>
                """);
        Request bye = dialog.request(Method.BYE, VIA, -1).build();
        assertThat(bye.requestUriText()).isEqualTo("sip:alice@192.0.2.9:5070");
        assertThat(bye.rawAll(HeaderName.ROUTE))
                .containsExactly("<sip:p2.example;lr>", "<sip:p1.example;lr>", "<sip:p0.example;lr>");
        assertThat(bye.raw(HeaderName.FROM)).isEqualTo("<sip:bob@192.0.2.1>;tag=b1");
        assertThat(bye.raw(HeaderName.TO)).isEqualTo("\"Alice\" <sip:alice@192.0.2.2>;tag=a1");
        assertThat(bye.callId()).isEqualTo("call1");
        assertThat(bye.cseq()).isEqualTo(1);
        assertThat(dialog.nextHop().toString()).isEqualTo("sip:p2.example;lr");
    }

    /// Proves ARCH-004, ARCH-024.
    @Test
    void callerReversesTheRoutesAndCountsOn() {
        Dialog dialog = uac("""
                Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>
                Contact: <sip:bob@192.0.2.9>
                """);
        Request bye = dialog.request(Method.BYE, VIA, -1).build();
        assertThat(bye.rawAll(HeaderName.ROUTE)).containsExactly("<sip:p1.example;lr>", "<sip:p2.example;lr>");
        assertThat(bye.cseq()).isEqualTo(18);
        assertThat(dialog.request(Method.ACK, VIA, 17).build().cseq()).isEqualTo(17);
        assertThat(dialog.request(Method.INFO, VIA, -1).build().cseq()).isEqualTo(19);
    }

    @Test
    void strictRouterBecomesTheRequestUriAndTheTargetTheLastRoute() {
        Dialog dialog = uas("""
                Record-Route: <sip:strict.example>, <sip:p1.example;lr>
                Contact: <sip:alice@192.0.2.9>
                """);
        Request bye = dialog.request(Method.BYE, VIA, -1).build();
        assertThat(bye.requestUriText()).isEqualTo("sip:strict.example");
        assertThat(bye.rawAll(HeaderName.ROUTE)).containsExactly("<sip:p1.example;lr>", "<sip:alice@192.0.2.9>");
    }

    @Test
    void withoutRoutesTheTargetIsTheNextHop() {
        Dialog dialog = uas("Contact: <sip:alice@192.0.2.9:5070;transport=tcp>");
        assertThat(dialog.nextHop().toString()).isEqualTo("sip:alice@192.0.2.9:5070;transport=tcp");
        assertThat(dialog.request(Method.BYE, VIA, -1).build().has(HeaderName.ROUTE))
                .isFalse();
    }

    @Test
    void targetIsRefreshedAndRoutesAreNot() {
        Dialog dialog = uas("""
                Record-Route: <sip:p1.example;lr>
                Contact: <sip:alice@192.0.2.9>
                """);
        dialog.refresh(invite("""
                Record-Route: <sip:other.example;lr>
                Contact: <sip:alice@192.0.2.77>
                """));
        Request bye = dialog.request(Method.BYE, VIA, -1).build();
        assertThat(bye.requestUriText()).isEqualTo("sip:alice@192.0.2.77");
        assertThat(bye.rawAll(HeaderName.ROUTE)).containsExactly("<sip:p1.example;lr>");
        dialog.refresh(invite(""));
        assertThat(dialog.remoteTarget().toString()).isEqualTo("sip:alice@192.0.2.77");
    }

    /// Proves CAL-010.
    @Test
    void sequenceOfThePeerMustRise() {
        Dialog dialog = uas("Contact: <sip:alice@192.0.2.9>");
        assertThat(dialog.inOrder(17)).isFalse();
        assertThat(dialog.inOrder(16)).isFalse();
        assertThat(dialog.inOrder(25)).isTrue();
        assertThat(dialog.inOrder(25)).isFalse();
    }

    @Test
    void firstSequenceOfTheCalleeMayBeAnything() {
        Dialog dialog = uac("Contact: <sip:bob@192.0.2.9>");
        assertThat(dialog.inOrder(0)).isTrue();
        assertThat(dialog.inOrder(0)).isFalse();
    }

    @Test
    void nothingIsMadeOfAMessageWithoutTagContactOrReadableRoute() {
        assertThat(Dialog.answering(invite(""), "b1", Lab.UDP)).isNull();
        assertThat(Dialog.answering(invite("Contact: *\n"), "b1", Lab.UDP)).isNull();
        assertThat(Dialog.answering(invite("Contact: <sip:a@b>\nRecord-Route: sip:p1.example\n"), "b1", Lab.UDP))
                .isNull();
        assertThat(Dialog.asking(answer(""), Lab.UDP)).isNull();
        Response tagless = (Response) Lab.message("""
                SIP/2.0 200 OK
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: <sip:alice@192.0.2.1>;tag=a1
                To: <sip:bob@192.0.2.2>
                Call-ID: call1
                CSeq: 17 INVITE
                Contact: <sip:bob@192.0.2.9>
                """, "");
        assertThat(Dialog.asking(tagless, Lab.UDP)).isNull();
    }

    @Test
    void requestBelongsToItByCallIdAndTagOfThePeer() {
        Dialog dialog = uas("Contact: <sip:alice@192.0.2.9>");
        assertThat(dialog.matches(invite(""))).isTrue();
        assertThat(dialog.matches(Lab.request(
                        invite("").toString().replace("call1", "call2").replaceAll("Content-Length.*\n", ""))))
                .isFalse();
    }
}
