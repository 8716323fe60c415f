package org.demarc.edge.world;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// A bare socket at an address of a trunk: sends octets to the edge, and writes down what comes back.
public final class Probe {
    private final World world;
    private final Zone zone;
    private final InetSocketAddress address;
    private final List<byte[]> received = new ArrayList<>();

    Probe(World world, Zone zone, InetSocketAddress address) {
        this.world = world;
        this.zone = zone;
        this.address = address;
        world.network().attach(address, (_, _, octets) -> received.add(octets));
    }

    public void send(byte[] octets) {
        world.network().send(address, zone.edge(), octets.clone());
    }

    /// Statuses of the responses that came, in order, requests left out.
    public List<Integer> statuses() {
        return received.stream()
                .map(RawMessage::parse)
                .filter(RawMessage::isResponse)
                .map(RawMessage::status)
                .toList();
    }

    private String last(java.util.function.Function<RawMessage, String> of) {
        for (int i = received.size() - 1; i >= 0; i--) {
            try {
                String value = of.apply(RawMessage.parse(received.get(i)));
                if (!value.isEmpty()) return value;
            } catch (AssertionError | RuntimeException unreadable) {
                // an answer to what could not be read: the one before it is asked
            }
        }
        return "none";
    }

    /// The tag that the edge gave last.
    public String lastTag() {
        return last(message -> message.isResponse() ? message.toTag() : message.fromTag());
    }

    public String lastCallId() {
        return last(message -> message.get("Call-ID"));
    }

    public String lastBranch() {
        return last(RawMessage::branch);
    }

    /// How many messages came.
    public int count() {
        return received.size();
    }
}
