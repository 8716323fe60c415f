package org.demarc.net.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// How DNS is asked.
///
/// @param servers to ask, in this order; empty: those of the system, read again for each question
/// @param timeout of one try at one server
/// @param tries at each server
/// @param longest for one question, whatever the number of servers and tries
/// @param outstanding the most questions on their way at a time
/// @param waiting the most questions that wait for one of those to end; others fail at once
public record DnsConfig(
        List<InetSocketAddress> servers, Duration timeout, int tries, Duration longest, int outstanding, int waiting) {
    public static final DnsConfig SYSTEM =
            new DnsConfig(List.of(), Duration.ofSeconds(2), 2, Duration.ofSeconds(12), 64, 4_096);

    public DnsConfig {
        servers = List.copyOf(servers);
        if (timeout.toMillis() < 1 || tries < 1 || outstanding < 1 || waiting < 1) {
            throw new IllegalArgumentException("a millisecond, a try and a question are the least: " + timeout + ", "
                    + tries + ", " + outstanding + ", " + waiting);
        }
        if (longest.compareTo(timeout) < 0) {
            throw new IllegalArgumentException("a question cannot take less (" + longest + ") than a try: " + timeout);
        }
    }

    /// The same with other servers.
    public DnsConfig withServers(List<InetSocketAddress> others) {
        return new DnsConfig(others, timeout, tries, longest, outstanding, waiting);
    }
}
