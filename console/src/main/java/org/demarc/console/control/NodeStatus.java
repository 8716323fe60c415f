package org.demarc.console.control;

import java.util.List;
import java.util.Locale;
import org.demarc.edge.status.EdgeCounts;
import org.jspecify.annotations.Nullable;

/// How a node is.
///
/// @param node its name
/// @param version of the program
/// @param startedAt milliseconds since 1970
/// @param uptimeMillis since it began to serve
/// @param state whether it takes new calls
/// @param counts of all lanes together
/// @param mediaPorts media ports (pairs) in use
/// @param lanes one for each signalling thread
/// @param traffic what went over the sockets
/// @param listening where it listens
/// @param certificates what it shows over TLS
/// @param memory what it takes
/// @param logDropped log lines that were dropped because they came too fast
/// @param registering what became of registrations; null where nobody registers with us
public record NodeStatus(
        String node,
        String version,
        long startedAt,
        long uptimeMillis,
        State state,
        EdgeCounts counts,
        int mediaPorts,
        List<Lane> lanes,
        Traffic traffic,
        List<Listening> listening,
        List<Certificate> certificates,
        Memory memory,
        long logDropped,
        @Nullable Registering registering) {
    public NodeStatus {
        lanes = List.copyOf(lanes);
        listening = List.copyOf(listening);
        certificates = List.copyOf(certificates);
    }

    /// Whether new calls are taken.
    public enum State {
        SERVING,
        DRAINING;

        /// As the API says it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What became of REGISTERs and of credentials, so far.
    ///
    /// @param registered REGISTERs that were done
    /// @param challenged REGISTERs that were asked for credentials
    /// @param wrong REGISTERs with wrong credentials
    /// @param refused REGISTERs that were refused for what they ask for
    /// @param challengedOthers other requests that were asked for credentials
    /// @param wrongOthers other requests with wrong credentials
    public record Registering(
            long registered, long challenged, long wrong, long refused, long challengedOthers, long wrongOthers) {}

    /// One signalling thread.
    ///
    /// @param number from 0
    /// @param lagMicros how long a message waited for it lately
    /// @param queued messages that wait now
    /// @param calls calls that live on it
    public record Lane(int number, long lagMicros, int queued, int calls) {}

    /// Messages so far, and connections now.
    ///
    /// @param datagramsIn UDP datagrams received
    /// @param datagramsOut UDP datagrams sent
    /// @param streamIn messages received on connections
    /// @param streamOut messages sent on connections
    /// @param malformed messages that are not SIP as RFC 3261 has it
    /// @param junk datagrams that are no SIP at all
    /// @param refusedBusy requests answered 503 because a lane had fallen behind
    /// @param droppedBusy messages dropped for the same reason
    /// @param sendFailures messages that could not be sent
    /// @param faults inputs that our own code failed on: always zero, or a bug
    /// @param connections open connections
    /// @param handshakes of TLS that succeeded
    /// @param handshakesFailed those that did not
    public record Traffic(
            long datagramsIn,
            long datagramsOut,
            long streamIn,
            long streamOut,
            long malformed,
            long junk,
            long refusedBusy,
            long droppedBusy,
            long sendFailures,
            long faults,
            int connections,
            long handshakes,
            long handshakesFailed) {}

    /// One listening point.
    ///
    /// @param network name of the network; `admin` for the admin interface
    /// @param transport `udp`, `tcp`, `tls`, `ws`, `wss`, `http`
    /// @param address host and port, IPv6 in brackets
    public record Listening(String network, String transport, String address) {}

    /// A certificate in use, or one of the authorities above it.
    ///
    /// @param network that shows it
    /// @param file that it stands in
    /// @param subject whose it is, as RFC 4514 writes it
    /// @param domains SIP domains that it is for; none for those of authorities
    /// @param notAfter until when it is good, milliseconds since 1970
    public record Certificate(String network, String file, String subject, List<String> domains, long notAfter) {
        public Certificate {
            domains = List.copyOf(domains);
        }
    }

    /// Memory in bytes.
    ///
    /// @param heapUsed used in the Java heap
    /// @param heapMax the heap's limit
    /// @param resident resident set of the process; 0 when unknown
    public record Memory(long heapUsed, long heapMax, long resident) {}
}
