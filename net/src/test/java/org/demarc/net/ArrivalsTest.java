package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long MILLI = 1_000_000;
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");

    private final Arrivals arrivals = new Arrivals(50);

    private int taken(InetAddress from, int tries, long nanos) {
        int taken = 0;
        for (int i = 0; i < tries; i++) if (arrivals.takes(from, nanos)) taken++;
        return taken;
    }

    /// Proves SEC-014.
    @Test
    void oneSourceBeginsSoManyInASecond() {
        assertThat(taken(ONE, 1_000, 0)).as("a burst").isEqualTo(50);
        int more = 0;
        for (long at = 0; at < 10_000; at += 2) more += taken(ONE, 1, at * MILLI);
        assertThat(more).isBetween(490, 501);
        assertThat(taken(OTHER, 1, 10_000 * MILLI)).isEqualTo(1);
    }

    /// Proves SEC-014.
    @Test
    void aCustomerOfIpv6IsOneSource() {
        int taken = 0;
        for (int i = 1; i <= 1_000; i++) {
            taken += taken(InetAddress.ofLiteral("2001:db8::" + Integer.toHexString(i)), 1, 0);
        }
        assertThat(taken).isEqualTo(50);
        assertThat(taken(InetAddress.ofLiteral("2001:db8:0:1::1"), 1, 0)).isEqualTo(1);
    }

    @Test
    void whoeverComesLaterFindsAPlaceAgain() {
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            InetAddress from = InetAddress.ofLiteral("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
            if (!arrivals.takes(from, 0)) refused++;
        }
        assertThat(refused).as("the table does not grow").isPositive();
        assertThat(arrivals.takes(ONE, 1_000 * MILLI)).isTrue();
    }
}
