package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.demarc.sip.message.OverloadFeedback.Algorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7339 §4 and §9, RFC 7415 §3.2.
class OverloadFeedbackTest {
    private static Via via(String params) {
        return new Via("UDP", "192.0.2.1", 5060, Params.of(";branch=z9hG4bK1" + params));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # parameters of the server                                        | value | algorithm | validity | sequence
            ;oc=20;oc-algo="loss";oc-validity=500;oc-seq=1282321615.782       | 20    | LOSS | 500  | 128232161578200
            ;oc=150;oc-algo="rate";oc-validity=1000;oc-seq=1282321615.782     | 150   | RATE | 1000 | 128232161578200
            ;oc=0;oc-algo="loss";oc-validity=0                                | 0     | LOSS | 0    | -1
            ;oc=7;oc-algo="loss";oc-seq=1.1                                   | 7     | LOSS | 500  | 110000
            ;oc=7                                                             | 7     | LOSS | 500  | -1
            ;OC=7;OC-ALGO="LOSS"                                              | 7     | LOSS | 500  | -1
            ;oc=7;oc-algo=loss                                                | 7     | LOSS | 500  | -1
            ;oc;oc-algo="loss";oc-validity=0;oc-seq=2.0                       | 0     | LOSS | 0    | 200000
            ;oc=900;oc-algo="loss";oc-validity=0;oc-seq=2.00001               | 0     | LOSS | 0    | 200001
            ;oc=0;oc-algo="rate";oc-validity=9                                | 0     | RATE | 9    | -1
            """)
    void whatAServerSaysIsRead(String params, int value, Algorithm algorithm, long validity, long sequence) {
        assertThat(OverloadFeedback.of(via(params)))
                .isEqualTo(new Field.Present<>(new OverloadFeedback(value, algorithm, validity, sequence)));
    }

    /// A server that does not know the parameters leaves them as they came, or names what we cannot do.
    @ParameterizedTest
    @ValueSource(strings = {"", ";oc;oc-algo=\"loss\"", ";oc;oc-validity=300", ";oc=5;oc-algo=\"window\""})
    void whatSaysNothingIsAbsent(String params) {
        assertThat(OverloadFeedback.of(via(params))).isEqualTo(new Field.Absent<>());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";oc=101;oc-algo=\"loss\"",
                ";oc=x",
                ";oc=1000001;oc-algo=\"rate\"",
                ";oc=5;oc-validity=x",
                ";oc=5;oc-validity",
                ";oc=5;oc-seq=1",
                ";oc=5;oc-seq",
                ";oc=5;oc-seq=1.",
                ";oc=5;oc-seq=.1",
                ";oc=5;oc-seq=1.123456",
                ";oc=5;oc-seq=1234567890123.1",
                ";oc=5;oc-seq=1.-1"
            })
    void whatTheGrammarDoesNotAllowIsMalformed(String params) {
        assertThat(OverloadFeedback.of(via(params))).isInstanceOf(Field.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ;oc;oc-algo="loss"       | true
            ;oc;oc-algo="rate, loss" | true
            ;oc;oc-algo="A,LOSS"     | true
            ;oc                      | true
            ;oc;oc-algo="rate"       | false
            ;oc;oc-algo="lossy"      | false
            ;oc-algo="loss"          | false
            ;rport                   | false
            """)
    void aClientAnnouncesThatItListens(String params, boolean announced) {
        assertThat(OverloadFeedback.announced(via(params))).isEqualTo(announced);
    }

    /// Proves OVL-009.
    @Test
    void aRequestAnnouncesWithoutValueValidityAndSequence() {
        Params ours = Params.of(OverloadFeedback.ANNOUNCEMENT);
        assertThat(ours.names()).containsExactly("oc", "oc-algo");
        assertThat(ours.get("oc")).isNull();
        assertThat(ours.get("oc-algo")).isEqualTo("\"loss\"");
        assertThat(Params.of(OverloadFeedback.ANNOUNCEMENT_WITH_RATE).get("oc-algo"))
                .isEqualTo("\"loss,rate\"");
    }

    @Test
    void whatWeWriteWeReadBackEqual() {
        var said = new OverloadFeedback(20, Algorithm.LOSS, 1_000, OverloadFeedback.sequenceAt(1_282_321_615_078L));
        Via written = said.in(via(";oc;oc-algo=\"loss,A\";received=192.0.2.9"));
        assertThat(written)
                .hasToString("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;oc=20;oc-algo=\"loss\";received=192.0.2.9"
                        + ";oc-validity=1000;oc-seq=1282321615.07800");
        assertThat(OverloadFeedback.of(written)).isEqualTo(new Field.Present<>(said));
    }

    /// Proves OVL-004.
    @Test
    void aViaIsClearedOfAllFour() {
        Via forged = via(";oc=100;oc-algo=\"loss\";oc-validity=60000;oc-seq=1.1;rport");
        assertThat(OverloadFeedback.cleared(forged)).hasToString("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport");
    }

    @Test
    void onlyTheTopmostViaOfAResponseChanges() {
        Response response = (Response) Wire.message("""
                SIP/2.0 180 Ringing
                Via: SIP/2.0/UDP h;branch=z9hG4bKa;oc;oc-algo="loss" ,
                 SIP/2.0/UDP i;branch=z9hG4bKb;oc=3
                Via: SIP/2.0/TCP j;branch=z9hG4bKc
                From: <sip:a@b>;tag=1
                To: <sip:b@c>;tag=2
                Call-ID: 1
                CSeq: 1 INVITE
                Content-Length: 0

                """);
        var said = new OverloadFeedback(9, Algorithm.LOSS, 500, 100_001);
        Response told = response.withTopVia(said.in(response.topVia()));
        assertThat(told.rawAll(HeaderName.VIA))
                .containsExactly(
                        "SIP/2.0/UDP h;branch=z9hG4bKa;oc=9;oc-algo=\"loss\";oc-validity=500;oc-seq=1.00001"
                                + ", SIP/2.0/UDP i;branch=z9hG4bKb;oc=3",
                        "SIP/2.0/TCP j;branch=z9hG4bKc");
        assertThat(told.toTag()).isEqualTo("2");
    }

    @Test
    void aPercentageIsOne() {
        assertThatThrownBy(() -> new OverloadFeedback(101, Algorithm.LOSS, 500, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
