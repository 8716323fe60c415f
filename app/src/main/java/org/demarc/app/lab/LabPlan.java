package org.demarc.app.lab;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Who of a lab is where. Where the system has all of 127.0.0.0/8, each element has an address of its own and
/// SIP's own port, so that a trace reads well; otherwise all share 127.0.0.1 and differ by port. A lab claims
/// its plan by a socket that it holds, so several run side by side.
///
/// @param pbx the PBX
/// @param inside the enterprise edge towards the PBX
/// @param outside the enterprise edge towards the provider
/// @param access the provider edge towards the enterprise
/// @param core the provider edge towards its core
/// @param far the far end in the provider's core
/// @param release gives the plan back
record LabPlan(Place pbx, Place inside, Place outside, Place access, Place core, Place far, Runnable release)
        implements AutoCloseable {
    private static final int FIRST_BLOCK = 10;
    private static final int LAST_BLOCK = 109;
    private static final int SIP = 5060;
    private static final int MEDIA = 20_000;
    private static final int MEDIA_PORTS = 8_000;
    private static final int FIRST_PORT = 21_000;
    private static final int PORTS = 4_000;
    private static final int SHARES = 9;

    /// An address, a SIP port, and where an edge has its media.
    record Place(InetAddress address, int sip, int firstMedia, int lastMedia) {
        InetSocketAddress socket() {
            return new InetSocketAddress(address, sip);
        }

        /// `127.0.10.1:5060`
        String text() {
            return address.getHostAddress() + ":" + sip;
        }
    }

    /// Claims a plan that nobody has.
    ///
    /// @throws IOException when all are taken
    static LabPlan take() throws IOException {
        for (int block = FIRST_BLOCK; block <= LAST_BLOCK; block++) {
            DatagramSocket claim = bound("127.0." + block + ".1", SIP - 1);
            if (claim == null) continue;
            if (isFree(block)) return ofBlock(block, claim::close);
            claim.close();
        }
        for (int share = 0; share < SHARES; share++) {
            int base = FIRST_PORT + share * PORTS;
            DatagramSocket claim = bound("127.0.0.1", base);
            if (claim != null) return ofPorts(base, claim::close);
        }
        throw new IOException("no free addresses or ports on loopback for a lab");
    }

    private static boolean isFree(int block) {
        for (int host = 1; host <= 6; host++) {
            DatagramSocket probe = bound("127.0." + block + "." + host, SIP);
            if (probe == null) return false;
            probe.close();
        }
        return true;
    }

    private static @Nullable DatagramSocket bound(String address, int port) {
        try {
            return new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        } catch (IOException taken) {
            return null;
        }
    }

    /// Each element with an address of its own in 127.0.BLOCK.0/24.
    static LabPlan ofBlock(int block, Runnable release) {
        var places = new Place[6];
        for (int i = 0; i < places.length; i++) {
            InetAddress address = InetAddress.ofLiteral("127.0." + block + "." + (i + 1));
            places[i] = new Place(address, SIP, MEDIA, MEDIA + MEDIA_PORTS - 1);
        }
        return of(places, release);
    }

    /// All elements on 127.0.0.1, with ports from `base` on.
    static LabPlan ofPorts(int base, Runnable release) {
        InetAddress address = InetAddress.ofLiteral("127.0.0.1");
        int ports = 600;
        var places = new Place[6];
        for (int i = 0; i < places.length; i++) {
            int media = base + 100 + i * ports;
            places[i] = new Place(address, base + 10 + i, media, media + ports - 1);
        }
        return of(places, release);
    }

    private static LabPlan of(Place[] p, Runnable release) {
        return new LabPlan(p[0], p[1], p[2], p[3], p[4], p[5], release);
    }

    @Override
    public void close() {
        release.run();
    }
}
