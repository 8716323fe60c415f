package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.demarc.edge.admission.OverloadServer.Settings;
import org.demarc.sim.Gen;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.OverloadFeedback;
import org.demarc.sip.message.Params;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.Via;
import org.junit.jupiter.api.Test;

class OverloadServerTest {
    private static final long WALL = 1_700_000_000_000L;
    private final LoadEstimator load = new LoadEstimator(1, LoadEstimator.Settings.DEFAULT);
    private final OverloadServer server = new OverloadServer(load, Settings.DEFAULT, 0, WALL);
    private final RandomGenerator random = new Gen(7)::bits;
    private long now;

    private void run(long millis, long lag) {
        for (long end = now + millis; now < end; now += 10) load.report(0, lag, 0, 1_000, now);
    }

    private static Response response(String params) {
        return Response.builder(200, "OK")
                .add(HeaderName.VIA, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1" + params)
                .add(HeaderName.FROM, "<sip:a@192.0.2.1>;tag=1")
                .add(HeaderName.TO, "<sip:b@192.0.2.2>;tag=2")
                .add(HeaderName.CALL_ID, "1")
                .add(HeaderName.CSEQ, "1 INVITE")
                .build();
    }

    private static Via via(String params) {
        return new Via("UDP", "192.0.2.1", -1, Params.of(params));
    }

    private OverloadFeedback told(String params) {
        Response told = server.amend(response(params), now, WALL + now);
        return OverloadFeedback.of(told.topVia()) instanceof Field.Present(OverloadFeedback said)
                ? said
                : new OverloadFeedback(0, OverloadFeedback.Algorithm.LOSS, 0, -7);
    }

    /// Proves OVL-003.
    @Test
    void aClientThatAnnouncesHearsThatThereIsNoOverload() {
        String via =
                server.amend(response(";oc;oc-algo=\"rate,loss\""), now, WALL).raw(HeaderName.VIA);
        assertThat(via)
                .isEqualTo("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;oc=0;oc-algo=\"loss\";oc-validity=0"
                        + ";oc-seq=1700000000.00000");
    }

    @Test
    void aClientThatDoesNotAnnounceHearsNothing() {
        run(1_000, 200);
        Response plain = response(";rport");
        assertThat(server.amend(plain, now, WALL)).isSameAs(plain);
        Response rateOnly = response(";oc;oc-algo=\"rate\"");
        assertThat(server.amend(rateOnly, now, WALL)).isSameAs(rateOnly);
    }

    /// The number rises while the value stays, or the client would take its end for reached: RFC 7339 §5.4.
    @Test
    void underOverloadTheNumberRisesSoThatTheValidityGoesOn() {
        run(5_000, 200);
        OverloadFeedback first = told(";oc;oc-algo=\"loss\"");
        assertThat(first.value()).isEqualTo(95);
        assertThat(first.validityMillis()).isEqualTo(1_000);
        run(500, 200);
        OverloadFeedback second = told(";oc;oc-algo=\"loss\"");
        assertThat(second.value()).isEqualTo(95);
        assertThat(second.sequence()).isGreaterThan(first.sequence());
    }

    /// Proves OVL-010.
    @Test
    void theEndIsSaidWithAHigherNumber() {
        run(1_000, 200);
        OverloadFeedback during = told(";oc");
        run(60_000, 0);
        OverloadFeedback after = told(";oc");
        assertThat(during.value()).isPositive();
        assertThat(after.value()).isZero();
        assertThat(after.validityMillis()).isZero();
        assertThat(after.sequence()).isGreaterThan(during.sequence());
    }

    @Test
    void aClockThatIsSetBackDoesNotLowerTheNumber() {
        run(1_000, 200);
        OverloadFeedback first = server.feedback(now, WALL);
        run(1_000, 200);
        assertThat(server.feedback(now, WALL - 86_400_000).sequence()).isGreaterThan(first.sequence());
    }

    /// Proves OVL-001, OVL-002.
    @Test
    void whoDoesNotHoldBackIsRefusedInTheSameShare() {
        run(1_000, 30);
        int loss = load.loss(now);
        assertThat(loss).isBetween(5, 90);
        int plain = 0;
        int obedient = 0;
        for (int i = 0; i < 10_000; i++) {
            if (server.refuses(via(";rport"), Urgency.ORDINARY, now, random)) plain++;
            if (server.refuses(via(";oc;oc-algo=\"loss\""), Urgency.ORDINARY, now, random)) obedient++;
            assertThat(server.refuses(via(";rport"), Urgency.EMERGENCY, now, random))
                    .isFalse();
            assertThat(server.refuses(via(";rport"), Urgency.IN_DIALOG, now, random))
                    .isFalse();
        }
        assertThat(plain).isBetween(100 * loss - 300, 100 * loss + 300);
        assertThat(obedient).isZero();
    }

    @Test
    void whoAnnouncesAndDoesNotObeyIsRefusedToo() {
        run(3_000, 500);
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            if (server.refuses(via(";oc;oc-algo=\"loss\""), Urgency.ORDINARY, now, random)) refused++;
        }
        assertThat(refused).isGreaterThan(900);
    }
}
