package org.demarc.edge.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.SourceRange;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

class SourceBlocksTest {
    private record Added(String network, SourceRange range, Trunk trunk) {}

    private static Trunk trunk(int number, String network) {
        return new Trunk(
                "t" + number,
                Faces.PBX,
                network,
                null,
                List.of(),
                List.of(),
                List.of(),
                Trunk.Limits.NONE,
                Latching.EXACT,
                Trunk.Probe.OFF);
    }

    private static @Nullable Trunk oneAfterTheOther(List<Added> all, @Nullable String network, InetAddress address) {
        for (Added each : all) {
            boolean fits = network == null || network.equals(each.network);
            if (fits && each.range.contains(address)) return each.trunk;
        }
        return null;
    }

    /// Few networks and few bits, so that many blocks hold an address.
    private static InetAddress address(Gen gen) {
        return InetAddress.ofLiteral(
                gen.flip()
                        ? "10.0." + gen.below(4) + "." + gen.below(256)
                        : "2001:db8::" + Integer.toHexString(gen.below(4)) + ":" + Integer.toHexString(gen.below(16)));
    }

    @Seeded(runs = 200)
    void whatIsFoundIsTheFirstThatHoldsTheAddress(Gen gen) {
        var blocks = new SourceBlocks();
        List<Added> all = new ArrayList<>();
        for (int i = 0; i < gen.below(30); i++) {
            InetAddress network = address(gen);
            int bits = network.getAddress().length * 8;
            var range =
                    Objects.requireNonNull(SourceRange.parse(network.getHostAddress() + "/" + (bits - gen.below(17))));
            var added = new Added(gen.pick("a", "b"), range, trunk(i, "a"));
            all.add(added);
            blocks.add(added.network, added.range, added.trunk);
        }
        for (int i = 0; i < 100; i++) {
            InetAddress address = address(gen);
            for (String network : new String[] {"a", "b", "c", null}) {
                assertThat(blocks.find(network, address)).isSameAs(oneAfterTheOther(all, network, address));
            }
        }
    }
}
