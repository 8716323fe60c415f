package org.demarc.sim;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Assumptions;

/// Whether this machine has what tests of IPv6 need.
public final class Ipv6 {
    public static final boolean HERE = here();

    private Ipv6() {}

    private static boolean here() {
        try (var _ = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))) {
            return true;
        } catch (IOException e) {
            System.getLogger("ipv6")
                    .log(
                            System.Logger.Level.WARNING,
                            "*** THIS MACHINE HAS NO ::1: NOTHING OF IPv6 IS TESTED HERE (" + e.getMessage() + ") ***");
            return false;
        }
    }

    /// Skips the test where `::1` cannot be bound.
    public static void assume() {
        Assumptions.assumeTrue(HERE, "no IPv6 here: ::1 cannot be bound");
    }

    /// The same, for a test that is about IPv6 only when this literal is.
    public static void assumeFor(String literal) {
        if (literal.contains(":")) assume();
    }
}
