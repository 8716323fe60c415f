package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.message.Params;
import org.demarc.sip.message.Via;

/// A server that can do a certain number of requests in a second, a queue before it, and clients that offer a multiple
/// of
/// that. Some obey RFC 7339, some do not know it.
class OverloadControlSimulation {
    private static final Via OBEDIENT = new Via("UDP", "192.0.2.1", -1, Params.of(";oc;oc-algo=\"loss\""));
    private static final Via PLAIN = new Via("UDP", "192.0.2.1", -1, Params.of(";rport"));
    private static final int MAILBOX = 8_192;

    /// Proves OVL-001, OVL-002, OVL-003.
    @Seeded(runs = 20)
    void theServerStaysBusyAndItsQueueShort(Gen gen) {
        RandomGenerator random = gen::bits;
        var load = new LoadEstimator(1, LoadEstimator.Settings.DEFAULT);
        var server = new OverloadServer(load, OverloadServer.Settings.DEFAULT, 0, 0);
        int perMilli = gen.between(1, 3);
        double offered = perMilli * gen.between(2, 6);
        double rejecting = 0.1; // what a refusal costs of a request
        List<OverloadClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) clients.add(new OverloadClient());
        int obedient = gen.between(0, 4);
        double queue = 0;
        double worked = 0;
        double worst = 0;
        double sent = 0;
        for (long now = 0; now < 60_000; now++) {
            for (sent += offered; sent >= 1; sent--) {
                int who = gen.below(4);
                boolean obeys = who < obedient;
                if (obeys && !clients.get(who).permits(Urgency.ORDINARY, now, random)) continue;
                boolean refused = server.refuses(obeys ? OBEDIENT : PLAIN, Urgency.ORDINARY, now, random);
                queue += refused ? rejecting : 1;
                if (obeys) clients.get(who).heard(server.feedback(now, now), now, random);
            }
            double done = Math.min(queue, perMilli);
            queue -= done;
            load.report(0, (long) (queue / perMilli), (int) Math.min(MAILBOX, queue), MAILBOX, now);
            if (now >= 20_000) {
                worked += done;
                worst = Math.max(worst, queue / perMilli);
            }
        }
        assertThat(worked / (40_000.0 * perMilli)).as("busy").isGreaterThan(0.8);
        assertThat(worst).as("milliseconds of queue").isLessThan(300);
        for (long now = 60_000; now < 120_000; now += 10) load.report(0, 0, 0, MAILBOX, now);
        assertThat(load.loss(120_000)).isZero();
    }
}
