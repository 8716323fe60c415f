package org.demarc.app.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.SourceRange;
import org.jspecify.annotations.Nullable;

/// Who is believed to be which trunk, by source: on one network no source may mean two trunks. A peer's address
/// and port come first, then its address alone, then the blocks of `sources`.
final class Sources {
    /// The comparisons are written out, as those that a record brings are linked when first used: a start would wait
    /// for that.
    private record Host(String network, InetAddress address) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Host host && address.equals(host.address) && network.equals(host.network);
        }

        @Override
        public int hashCode() {
            return network.hashCode() * 31 + address.hashCode();
        }
    }

    private record Believed(String trunk, InetSocketAddress address, Transport transport, Mark at) {}

    private record Block(String network, String trunk, SourceRange range, Mark at) {}

    private final Map<Host, List<Believed>> peers = new HashMap<>();
    private final List<Block> blocks = new ArrayList<>();

    void addPeer(String network, String trunk, InetSocketAddress address, Transport transport, Mark at) {
        peers.computeIfAbsent(new Host(network, address.getAddress()), _ -> new ArrayList<>())
                .add(new Believed(trunk, address, transport, at));
    }

    void addBlock(String network, String trunk, SourceRange range, Mark at) {
        blocks.add(new Block(network, trunk, range, at));
    }

    /// The block that `range` lies in: its address with all bits after the prefix cleared.
    static SourceRange aligned(SourceRange range) {
        byte[] bytes = range.network().getAddress();
        for (int bit = range.prefix(); bit < bytes.length * 8; bit++) bytes[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        try {
            return new SourceRange(InetAddress.getByAddress(bytes), range.prefix());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes expected: " + bytes.length, e);
        }
    }

    void check(Problems problems) {
        peers.forEach((host, believed) -> peers(host, believed, problems));
        blocks(problems);
    }

    /// Each peer against the first one of another trunk at the same address.
    private static void peers(Host host, List<Believed> all, Problems problems) {
        Map<InetSocketAddress, Believed> byPort = new HashMap<>();
        for (Believed next : all) {
            Believed same = byPort.putIfAbsent(next.address(), next);
            if (same != null && !same.trunk().equals(next.trunk())) {
                problems.error(
                        next.at(),
                        clash(next.trunk(), same.trunk(), same.at(), host.network()) + ": both come from "
                                + text(next.address()) + "; give one of them another network");
                continue;
            }
            Believed first = all.getFirst();
            if (same != null || first.trunk().equals(next.trunk())) continue;
            if (next.transport() == Transport.UDP && first.transport() == Transport.UDP) {
                problems.warning(
                        next.at(),
                        "trunk '" + next.trunk() + "' and trunk '" + first.trunk() + "' (line "
                                + first.at().line()
                                + ") share the address " + Values.text(host.address())
                                + ": they are told apart by port, and requests from a third port are ignored");
            } else {
                problems.error(
                        next.at(),
                        clash(next.trunk(), first.trunk(), first.at(), host.network())
                                + ": both come from " + Values.text(host.address())
                                + ", over TCP from any port; give one of them another network");
            }
        }
    }

    /// Blocks either nest or are apart, so those that hold the one at hand are a stack.
    private void blocks(Problems problems) {
        blocks.sort(Sources::order);
        Deque<Block> around = new ArrayDeque<>();
        for (Block next : blocks) {
            while (!around.isEmpty() && !holds(around.element(), next)) around.pop();
            for (Block outer : around) {
                if (outer.trunk().equals(next.trunk())) continue;
                boolean before = outer.at().compareTo(next.at()) < 0;
                Block earlier = before ? outer : next;
                Block later = before ? next : outer;
                problems.error(
                        later.at(),
                        clash(later.trunk(), earlier.trunk(), earlier.at(), next.network()) + ": both have the source "
                                + Values.text(next.range().network()) + "; give one of them another network");
                break;
            }
            around.push(next);
        }
    }

    private static boolean holds(Block outer, Block inner) {
        return outer.network().equals(inner.network())
                && outer.range().contains(inner.range().network());
    }

    /// By network, family, address, and the wider block first. Written out, as the comparators of the library are made
    /// by code that a start would have to wait for.
    private static int order(Block a, Block b) {
        int network = a.network().compareTo(b.network());
        if (network != 0) return network;
        byte[] from = a.range().network().getAddress();
        byte[] to = b.range().network().getAddress();
        int address = from.length != to.length ? from.length - to.length : Arrays.compareUnsigned(from, to);
        if (address != 0) return address;
        int prefix = a.range().prefix() - b.range().prefix();
        return prefix != 0 ? prefix : a.at().compareTo(b.at());
    }

    private static String clash(String trunk, String other, Mark otherAt, String network) {
        return "trunk '" + trunk + "' and trunk '" + other + "' (line " + otherAt.line()
                + ") cannot be told apart on network '" + network + "'";
    }

    private static String text(InetSocketAddress address) {
        return Values.text(address.getAddress(), address.getPort());
    }
}
