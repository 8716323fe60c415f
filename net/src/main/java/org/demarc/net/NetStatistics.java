package org.demarc.net;

import java.util.List;

/// What signalling's sockets have done since they were opened.
///
/// @param datagramsIn UDP datagrams that looked like messages
/// @param datagramsOut UDP messages sent
/// @param streamMessagesIn messages read from connections
/// @param streamMessagesOut messages written to connections
/// @param octetsIn in both kinds, `octetsOut` too
/// @param keepAlives CRLFs and other short datagrams
/// @param junk datagrams that could be no message
/// @param unread datagrams of strangers that were dropped before they were read
/// @param malformed messages that the codec refused
/// @param handedOver messages that came in on one lane's socket and belonged to another lane
/// @param refusedBusy requests answered 503 because a lane had fallen behind
/// @param droppedBusy datagrams dropped because it had fallen far behind
/// @param readingPaused times that a connection was not read from because a lane had fallen far behind
/// @param sendFailures messages that were not delivered, as far as known
/// @param unreachable ICMP errors that came back for datagrams of ours
/// @param coreFailures inputs at which our own code threw
/// @param wakeUps times that a lane woke from sleep
/// @param connectionsOpened by us
/// @param connectionsAccepted from peers
/// @param connectionsFailed that we could not open
/// @param connectionsRefused above a limit
/// @param connectionsClosedSlow for a message or write that took too long
/// @param connectionsClosedIdle after the idle time
/// @param handshakes of TLS that succeeded, both ways
/// @param handshakesFailed that did not
/// @param commandsRefused because a lane's mail was full
/// @param connections open now
/// @param timers running now
/// @param backlogs what waits for each lane now
public record NetStatistics(
        long datagramsIn,
        long datagramsOut,
        long streamMessagesIn,
        long streamMessagesOut,
        long octetsIn,
        long octetsOut,
        long keepAlives,
        long junk,
        long unread,
        long malformed,
        long handedOver,
        long refusedBusy,
        long droppedBusy,
        long readingPaused,
        long sendFailures,
        long unreachable,
        long coreFailures,
        long wakeUps,
        long connectionsOpened,
        long connectionsAccepted,
        long connectionsFailed,
        long connectionsRefused,
        long connectionsClosedSlow,
        long connectionsClosedIdle,
        long handshakes,
        long handshakesFailed,
        long commandsRefused,
        int connections,
        int timers,
        List<Integer> backlogs) {

    static NetStatistics of(List<LaneLoop> lanes, Streams streams) {
        return new NetStatistics(
                sum(Counter.DATAGRAMS_IN, lanes, streams),
                sum(Counter.DATAGRAMS_OUT, lanes, streams),
                sum(Counter.STREAM_MESSAGES_IN, lanes, streams),
                sum(Counter.STREAM_MESSAGES_OUT, lanes, streams),
                sum(Counter.OCTETS_IN, lanes, streams),
                sum(Counter.OCTETS_OUT, lanes, streams),
                sum(Counter.KEEP_ALIVES, lanes, streams),
                sum(Counter.JUNK, lanes, streams),
                sum(Counter.UNREAD, lanes, streams),
                sum(Counter.MALFORMED, lanes, streams),
                sum(Counter.HANDED_OVER, lanes, streams),
                sum(Counter.REFUSED_BUSY, lanes, streams),
                sum(Counter.DROPPED_BUSY, lanes, streams),
                sum(Counter.READING_PAUSED, lanes, streams),
                sum(Counter.SEND_FAILURES, lanes, streams),
                sum(Counter.UNREACHABLE, lanes, streams),
                sum(Counter.CORE_FAILURES, lanes, streams),
                sum(Counter.WAKE_UPS, lanes, streams),
                sum(Counter.CONNECTIONS_OPENED, lanes, streams),
                sum(Counter.CONNECTIONS_ACCEPTED, lanes, streams),
                sum(Counter.CONNECTIONS_FAILED, lanes, streams),
                sum(Counter.CONNECTIONS_REFUSED, lanes, streams),
                sum(Counter.CONNECTIONS_CLOSED_SLOW, lanes, streams),
                sum(Counter.CONNECTIONS_CLOSED_IDLE, lanes, streams),
                sum(Counter.HANDSHAKES, lanes, streams),
                sum(Counter.HANDSHAKES_FAILED, lanes, streams),
                sum(Counter.COMMANDS_REFUSED, lanes, streams),
                streams.open(),
                lanes.stream().mapToInt(LaneLoop::timers).sum(),
                lanes.stream().map(LaneLoop::load).toList());
    }

    private static long sum(Counter counter, List<LaneLoop> lanes, Streams streams) {
        long sum = streams.counters().get(counter);
        for (var lane : lanes) sum += lane.counters().get(counter);
        return sum;
    }
}
