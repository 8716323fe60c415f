package org.demarc.net;

import java.time.Duration;

/// What signalling may cost. Backlogs count messages; a message counts once more for each 4 KiB of it.
///
/// @param backlog waiting for one lane, above which whatever would start something new is answered 503
/// @param hardBacklog above which a datagram is dropped whatever it is, and connections are not read from
/// @param commands that may wait for one lane
/// @param connections in total, both ways
/// @param connectionsPerSource opened by one IPv4 address or one IPv6 /64
/// @param queuedMessages waiting to be written on one connection
/// @param queuedBytes the same in octets
/// @param partialBytes of messages not whole yet on all connections together, beyond which a stranger's
///     connection that holds any is closed
/// @param connectTime until a connection that we open must stand: a second SYN fits into it, and the
///     fall-back to UDP (RFC 3261 section 18.1.1) comes well before a peer without an answer is given up
/// @param messageTime from the first octet of a message on a connection to its last
/// @param firstMessageTime from accepting a connection to its first whole message, or, of a stranger's, to its
///     end
/// @param idleTime without an octet in either direction, after which a connection is closed; that of a known
///     peer gets a keep-alive instead
/// @param stallTime for which a peer may take nothing of what we write
/// @param gather how long a busy lane waits for more datagrams before it looks again: one wake-up for many;
///     zero for none
/// @param handshakeTime until TLS and WebSocket have agreed, after the connection stands
/// @param arrivalsPerSource connections, and so handshakes, that a stranger's address or /64 may begin in a second
public record NetLimits(
        int backlog,
        int hardBacklog,
        int commands,
        int connections,
        int connectionsPerSource,
        int queuedMessages,
        int queuedBytes,
        int partialBytes,
        Duration connectTime,
        Duration messageTime,
        Duration firstMessageTime,
        Duration idleTime,
        Duration stallTime,
        Duration gather,
        Duration handshakeTime,
        int arrivalsPerSource) {
    private static final int ARRIVALS = 50;

    /// For a node with a few thousand calls a second.
    public static final NetLimits STANDARD = new NetLimits(
            8192,
            32768,
            4096,
            10_000,
            1000,
            512,
            1 << 20,
            16 << 20,
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofSeconds(32),
            Duration.ofMinutes(20),
            Duration.ofSeconds(32),
            Duration.ofMillis(2),
            Duration.ofSeconds(5),
            ARRIVALS);

    /// With the standard limits for handshakes.
    public NetLimits(
            int backlog,
            int hardBacklog,
            int commands,
            int connections,
            int connectionsPerSource,
            int queuedMessages,
            int queuedBytes,
            int partialBytes,
            Duration connectTime,
            Duration messageTime,
            Duration firstMessageTime,
            Duration idleTime,
            Duration stallTime,
            Duration gather) {
        this(
                backlog,
                hardBacklog,
                commands,
                connections,
                connectionsPerSource,
                queuedMessages,
                queuedBytes,
                partialBytes,
                connectTime,
                messageTime,
                firstMessageTime,
                idleTime,
                stallTime,
                gather,
                Duration.ofSeconds(5),
                ARRIVALS);
    }

    public NetLimits {
        if (backlog < 1 || hardBacklog < backlog || hardBacklog > 1 << 20) {
            throw new IllegalArgumentException("1 <= backlog <= hardBacklog <= 1048576 expected");
        }
        if (commands < 1 || connections < 1 || connectionsPerSource < 1 || queuedMessages < 1 || queuedBytes < 1) {
            throw new IllegalArgumentException("limits are at least 1");
        }
        if (arrivalsPerSource < 1 || arrivalsPerSource > 1_000_000) {
            throw new IllegalArgumentException("arrivalsPerSource: 1..1000000");
        }
    }

    /// Connections that those may have, all together, of whom nobody knows that calls come from there: the
    /// rest is for the others and for those that we open.
    int strangers() {
        return Math.max(1, connections / 4);
    }

    /// The same with other backlogs.
    public NetLimits withBacklog(int soft, int hard) {
        return new NetLimits(
                soft,
                hard,
                commands,
                connections,
                connectionsPerSource,
                queuedMessages,
                queuedBytes,
                partialBytes,
                connectTime,
                messageTime,
                firstMessageTime,
                idleTime,
                stallTime,
                gather,
                handshakeTime,
                arrivalsPerSource);
    }

    /// The same with another time for handshakes.
    public NetLimits withHandshakeTime(Duration other) {
        return new NetLimits(
                backlog,
                hardBacklog,
                commands,
                connections,
                connectionsPerSource,
                queuedMessages,
                queuedBytes,
                partialBytes,
                connectTime,
                messageTime,
                firstMessageTime,
                idleTime,
                stallTime,
                gather,
                other,
                arrivalsPerSource);
    }

    /// The same with other limits for each source: of connections that it has, and that it begins in a second.
    public NetLimits withSources(int perSource, int arrivals) {
        return new NetLimits(
                backlog,
                hardBacklog,
                commands,
                connections,
                perSource,
                queuedMessages,
                queuedBytes,
                partialBytes,
                connectTime,
                messageTime,
                firstMessageTime,
                idleTime,
                stallTime,
                gather,
                handshakeTime,
                arrivals);
    }
}
