package org.demarc.edge.world;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A bare socket at an address of a trunk: sends octets to the edge, and writes down what comes back.
public final class Probe {
    static final String HOST = "198.51.100.29";
    private static final Pattern SENT_BY =
            Pattern.compile("2\\.0\\s*/\\s*\\w+\\s+(?:\\[[^]]*]|[^\\s:;,]+)(?:\\s*:\\s*(\\d{1,5}))?");

    private final World world;
    private final Zone zone;
    private final InetSocketAddress address = Zone.address(HOST, 5099);
    private final Set<Integer> listening = new HashSet<>();
    private final List<byte[]> received = new ArrayList<>();

    Probe(World world, Zone zone) {
        this.world = world;
        this.zone = zone;
        listen(address.getPort());
    }

    /// Sends, and listens where the answer goes: RFC 3261 section 18.2.2.
    public void send(byte[] octets) {
        var via = SENT_BY.matcher(new String(octets, StandardCharsets.ISO_8859_1));
        if (via.find()) listen(via.group(1) == null ? 5060 : Integer.parseInt(via.group(1)));
        world.network().send(address, zone.edge(), octets.clone());
    }

    private void listen(int port) {
        if (port < 1 || port > 65_535 || !listening.add(port)) return;
        world.network().attach(Zone.address(HOST, port), (_, _, octets) -> received.add(octets));
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
