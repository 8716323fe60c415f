package org.demarc.edge;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Probe;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;

/// Whatever messages come from a trunk, in whatever order: the edge never throws, and when time has passed
/// nothing is left of them.
///
/// The input is messages with two octets 255 between them, which no UTF-8 has and which stand for a tenth of a
/// second; `%T` in them is the tag that the edge gave last, `%C` its last Call-ID, `%B` its last branch.
class EdgeFuzz {
    private static final int MOST_MESSAGES = 40;

    @FuzzTest
    void nothingIsLeftOfAnyMessages(byte[] input) {
        var world = new World(
                new Gen(1),
                Faults.NONE,
                new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
        world.disturb(0);
        String number = world.number(true);
        world.expect(Plan.plain(number));
        Probe probe = world.probe();
        int from = 0;
        for (int i = 0; i < MOST_MESSAGES && from < input.length; i++) {
            int to = from;
            while (to < input.length && !endsAt(input, to)) to++;
            if (to > from) probe.send(filled(Arrays.copyOfRange(input, from, to), probe, number));
            world.run(Duration.ofMillis(100));
            from = to + 2;
        }
        world.finish();
    }

    private static boolean endsAt(byte[] input, int at) {
        return at + 1 < input.length && input[at] == -1 && input[at + 1] == -1;
    }

    private static byte[] filled(byte[] octets, Probe probe, String number) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        if (text.indexOf('%') < 0) return octets;
        return text.replace("%T", probe.lastTag())
                .replace("%C", probe.lastCallId())
                .replace("%B", probe.lastBranch())
                .replace("%N", number)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
