package org.demarc.sip.location;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.demarc.sip.message.IpText;
import org.demarc.sip.transport.Transport;

/// The hosts that servers run on, and the addresses that DNS gives them.
final class HostAddresses {
    private static final Comparator<Host> BY_PRIORITY = Comparator.comparingInt(h -> h.priority);

    /// One SRV record, or the one host where there is none.
    private static final class Host {
        private final String name;
        private final Transport transport;
        private final int port;
        private final int priority;
        private final int weight;
        private final List<InetAddress> addresses = new ArrayList<>();

        Host(String name, Transport transport, int port, int priority, int weight) {
            this.name = name;
            this.transport = transport;
            this.port = port;
            this.priority = priority;
            this.weight = weight;
        }
    }

    private final String identity;
    private final AddressFamilies families;
    private final LocationLimits limits;
    private final List<Host> hosts = new ArrayList<>();

    HostAddresses(String identity, AddressFamilies families, LocationLimits limits) {
        this.identity = identity;
        this.families = families;
        this.limits = limits;
    }

    void host(String name, Transport transport, int port, int priority, int weight) {
        var host = new Host(name, transport, port, priority, weight);
        InetAddress literal = IpText.parse(name);
        if (literal != null && usable(literal)) host.addresses.add(literal);
        hosts.add(host);
    }

    /// AAAA first, "immediately followed by the A query" (RFC 8305 section 3); of each name once, and none of
    /// an address. A family that our network does not have is not asked for.
    List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        for (Host host : hosts) {
            if (IpText.parse(host.name) != null) continue;
            if (families.ipv6()) once(questions, new Question(host.name, RecordType.AAAA));
            if (families.ipv4()) once(questions, new Question(host.name, RecordType.A));
        }
        return questions;
    }

    private static void once(List<Question> questions, Question question) {
        if (!questions.contains(question)) questions.add(question);
    }

    /// What DNS says of one name and one family.
    void addresses(String name, List<ResourceRecord> records, Consumer<String> remarks) {
        List<InetAddress> good = new ArrayList<>();
        for (ResourceRecord r : records) {
            if (!(r instanceof ResourceRecord.Address a) || good.contains(a.address())) continue;
            if (!usable(a.address())) {
                remarks.accept(name + " has an address that cannot be one: " + IpText.text(a.address()));
            } else if (good.size() < limits.addresses()) {
                good.add(a.address());
            }
        }
        for (Host host : hosts) {
            if (host.name.equals(name)) host.addresses.addAll(good);
        }
    }

    /// Nobody listens at the unspecified address or at a group; a link-local one means nothing without its
    /// link.
    private boolean usable(InetAddress address) {
        return families.has(address)
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress()
                && !IpText.text(address).equals("255.255.255.255");
    }

    /// By priority; each place once, at its best.
    List<Server> servers() {
        List<Host> sorted = new ArrayList<>(hosts);
        sorted.sort(BY_PRIORITY);
        List<Server> servers = new ArrayList<>();
        int group = 0;
        for (Host host : sorted) {
            for (InetAddress address : families.ordered(host.addresses)) {
                var server = new Server(
                        new InetSocketAddress(address, host.port),
                        host.transport,
                        identity,
                        host.name,
                        host.priority,
                        host.weight,
                        group);
                boolean known = false;
                for (Server s : servers) known |= s.samePlace(server);
                if (!known) servers.add(server);
            }
            group++;
        }
        return servers;
    }

    String names() {
        List<String> names = new ArrayList<>();
        for (Host host : hosts) {
            if (!names.contains(host.name)) names.add(host.name);
        }
        return String.join(", ", names);
    }
}
