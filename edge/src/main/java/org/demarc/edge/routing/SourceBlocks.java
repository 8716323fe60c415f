package org.demarc.edge.routing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.demarc.trunk.account.SourceRange;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// The `sources` of all trunks. A search costs one look for each length of prefix that there is, however many blocks
/// there are: strangers make us search.
final class SourceBlocks {
    private record Block(int order, String network, Trunk trunk) {}

    /// All blocks of one length, by their bits.
    private static final class Level {
        final int prefix;
        final Map<Bits, List<Block>> blocks = new HashMap<>();

        Level(int prefix) {
            this.prefix = prefix;
        }
    }

    /// The first bits of an address.
    private record Bits(long high, long low) {
        static Bits of(byte[] address, int prefix) {
            long high = 0;
            long low = 0;
            for (int i = 0; i < address.length; i++) {
                int left = prefix - 8 * i;
                int mask = left >= 8 ? 0xff : left <= 0 ? 0 : (0xff00 >> left) & 0xff;
                if (i < 8) high = (high << 8) | (address[i] & mask);
                else low = (low << 8) | (address[i] & mask);
            }
            return new Bits(high, low);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bits bits && high == bits.high && low == bits.low;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(high * 31 + low);
        }
    }

    private final List<Level> four = new ArrayList<>();
    private final List<Level> six = new ArrayList<>();
    private int count;

    void add(String network, SourceRange range, Trunk trunk) {
        List<Level> levels = levels(range.network());
        Level level = null;
        for (Level each : levels) if (each.prefix == range.prefix()) level = each;
        if (level == null) {
            level = new Level(range.prefix());
            levels.add(level);
        }
        level.blocks
                .computeIfAbsent(Bits.of(range.network().getAddress(), range.prefix()), _ -> new ArrayList<>(1))
                .add(new Block(count++, network, trunk));
    }

    private List<Level> levels(InetAddress address) {
        return address instanceof Inet4Address ? four : six;
    }

    /// The first trunk, in the order they were added, with a block that holds the address; null for none.
    ///
    /// @param network null for any
    @Nullable
    Trunk find(@Nullable String network, InetAddress address) {
        if (count == 0) return null;
        byte[] octets = null;
        Block first = null;
        for (Level level : levels(address)) {
            if (octets == null) octets = address.getAddress();
            List<Block> found = level.blocks.get(Bits.of(octets, level.prefix));
            if (found == null) continue;
            for (Block block : found) {
                boolean fits = network == null || network.equals(block.network());
                if (fits && (first == null || block.order() < first.order())) first = block;
            }
        }
        return first == null ? null : first.trunk();
    }
}
