package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.demarc.sim.Gen;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.OverloadFeedback;
import org.demarc.sip.message.OverloadFeedback.Algorithm;
import org.demarc.sip.message.Response;
import org.junit.jupiter.api.Test;

class OverloadClientTest {
    private final OverloadClient client = new OverloadClient();
    private final RandomGenerator random = new Gen(3)::bits;

    private void heard(int value, long validity, String sequence, long now) {
        var via = "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;oc=" + value + ";oc-algo=\"loss\";oc-validity=" + validity
                + (sequence.isEmpty() ? "" : ";oc-seq=" + sequence);
        answered(via, now);
    }

    private void answered(String via, long now) {
        Response response = Response.builder(180, "Ringing")
                .add(HeaderName.VIA, via)
                .add(HeaderName.VIA, "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK2;oc=100;oc-algo=\"loss\";oc-seq=9.9")
                .add(HeaderName.FROM, "<sip:a@192.0.2.1>;tag=1")
                .add(HeaderName.TO, "<sip:b@192.0.2.2>;tag=2")
                .add(HeaderName.CALL_ID, "1")
                .add(HeaderName.CSEQ, "1 INVITE")
                .build();
        client.answered(response, now, random);
    }

    private int passed(Urgency urgency, int tries, long now) {
        int passed = 0;
        for (int i = 0; i < tries; i++) if (client.permits(urgency, now, random)) passed++;
        return passed;
    }

    private boolean controlled(long now) {
        return !client.asked(now).isEmpty();
    }

    /// Proves OVL-003, OVL-010.
    @Test
    void theShareIsHeldBackAsLongAsItHolds() {
        passed(Urgency.ORDINARY, 100, 0);
        passed(Urgency.ORDINARY, 1, 6_000); // all of them are ordinary
        heard(20, 1_000, "1.1", 10_000);
        assertThat(passed(Urgency.ORDINARY, 10_000, 10_500)).isBetween(7_800, 8_200);
        assertThat(passed(Urgency.ORDINARY, 1_000, 11_000)).isEqualTo(1_000);
    }

    /// RFC 7339 §7.2: 10 % of all, where 40 % are ordinary, are 25 % of these.
    @Test
    void theOrdinaryRequestsBearTheShareOfTheOthers() {
        passed(Urgency.ORDINARY, 400, 0);
        passed(Urgency.IN_DIALOG, 600, 0);
        passed(Urgency.IN_DIALOG, 1, 5_000);
        heard(10, 1_000, "1.1", 5_000);
        assertThat(passed(Urgency.ORDINARY, 10_000, 5_500)).isBetween(7_300, 7_700);
    }

    /// Proves OVL-002.
    @Test
    void callsForHelpAndWhatWasAdmittedAlwaysPass() {
        heard(100, 1_000, "1.1", 0);
        assertThat(passed(Urgency.ORDINARY, 100, 10)).isZero();
        assertThat(passed(Urgency.EMERGENCY, 100, 10)).isEqualTo(100);
        assertThat(passed(Urgency.IN_DIALOG, 100, 10)).isEqualTo(100);
    }

    /// Proves OVL-004.
    @Test
    void aViaBelowTheTopmostSaysNothing() {
        answered("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;oc;oc-algo=\"loss\"", 0);
        assertThat(controlled(1)).isFalse();
    }

    /// Proves OVL-010.
    @Test
    void aLateResponseChangesNothing() {
        heard(50, 1_000, "100.2", 0);
        heard(0, 0, "100.1", 10);
        heard(99, 1_000, "100.2", 20);
        assertThat(client.asked(30)).isEqualTo("loss 50");
        heard(40, 1_000, "100.3", 40);
        assertThat(client.asked(50)).isEqualTo("loss 40");
        heard(0, 0, "100.4", 60);
        assertThat(controlled(60)).isFalse();
    }

    @Test
    void equalNumbersDoNotExtendTheValidity() {
        heard(50, 1_000, "1.1", 0);
        heard(50, 1_000, "1.1", 900);
        assertThat(controlled(1_000)).isFalse();
    }

    @Test
    void aServerThatCountsAnewIsHeard() {
        heard(50, 1_000, "1282321615.782", 0);
        heard(30, 1_000, "1.0", 100);
        assertThat(client.asked(200)).isEqualTo("loss 30");
        heard(20, 1_000, "1.1", 300);
        assertThat(client.asked(400)).isEqualTo("loss 20");
    }

    @Test
    void aLowerNumberIsHeardWhenNothingCanBeLateAnyMore() {
        heard(50, 1_000, "100.5", 0);
        heard(30, 1_000, "100.1", 10_000);
        assertThat(controlled(10_000)).isFalse();
        heard(30, 1_000, "100.1", 40_000);
        assertThat(client.asked(40_001)).isEqualTo("loss 30");
    }

    @Test
    void aServerCannotSilenceUsForEver() {
        heard(100, 4_000_000_000L, "1.1", 0);
        assertThat(controlled(OverloadClient.MOST_VALIDITY - 1)).isTrue();
        assertThat(controlled(OverloadClient.MOST_VALIDITY)).isFalse();
    }

    /// Proves OVL-005.
    @Test
    void aRateIsKept() {
        client.heard(new OverloadFeedback(10, Algorithm.RATE, 60_000, 1), 0, random);
        int passed = 0;
        for (long now = 0; now < 60_000; now += 5) passed += passed(Urgency.ORDINARY, 1, now);
        assertThat(passed).isBetween(598, 607);
    }

    @Test
    void aRateOfZeroStopsAllButCallsForHelp() {
        client.heard(new OverloadFeedback(0, Algorithm.RATE, 60_000, 1), 0, random);
        assertThat(passed(Urgency.ORDINARY, 10, 50_000)).isZero();
        assertThat(passed(Urgency.EMERGENCY, 10, 50_000)).isEqualTo(10);
    }

    @Test
    void whatPassesAnyhowIsTakenFromTheRateOfTheOthers() {
        client.heard(new OverloadFeedback(10, Algorithm.RATE, 60_000, 1), 0, random);
        int passed = 0;
        for (long now = 0; now < 60_000; now += 5) {
            passed += passed(Urgency.ORDINARY, 1, now);
            if (now % 200 == 0) passed(Urgency.IN_DIALOG, 1, now);
        }
        assertThat(passed).isBetween(290, 312);
    }

    /// Proves OVL-011.
    @Test
    void aSilentServerIsOnlyProbedLessAndLess() {
        client.failed(0);
        client.failed(0);
        assertThat(passed(Urgency.ORDINARY, 5, 10)).isEqualTo(5);
        client.failed(100);
        assertThat(client.silent()).isTrue();
        assertThat(passed(Urgency.ORDINARY, 100, 1_000)).isZero();
        assertThat(passed(Urgency.ORDINARY, 100, 1_100)).isEqualTo(1);
        client.failed(5_100);
        assertThat(passed(Urgency.ORDINARY, 100, 7_000)).isZero();
        assertThat(passed(Urgency.ORDINARY, 100, 7_100)).isEqualTo(1);
        for (int i = 0; i < 20; i++) client.failed(10_000);
        assertThat(passed(Urgency.ORDINARY, 100, 41_999)).isZero();
        assertThat(passed(Urgency.ORDINARY, 100, 42_000)).isEqualTo(1);
        assertThat(passed(Urgency.EMERGENCY, 3, 42_000)).isEqualTo(3);
        heard(0, 0, "1.1", 43_000);
        assertThat(passed(Urgency.ORDINARY, 100, 43_000)).isEqualTo(100);
    }
}
