package org.demarc.media.plane;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// What happened at one port so far. Times are monotonic milliseconds of the plane's clock; 0 means never.
///
/// @param received RTP packets accepted from the remote
/// @param octets their UDP payload octets
/// @param sent RTP packets sent to the remote
/// @param lost packets missing by sequence number (RFC 3550 appendix A.3), never negative
/// @param late packets that came out of order or twice
/// @param jitterMicros interarrival jitter (RFC 3550 section 6.4.1) in microseconds, clock rate guessed from the
/// payload type (8000 unless known)
/// @param foreign packets dropped because signalling does not let their source send
/// @param malformed packets dropped because they are not RTP or RTCP
/// @param rtcp RTCP packets accepted
/// @param roundTripMicros round trip between the remote and whoever it reports on, seen from here through LSR
///     and DLSR (RFC 3550 section 6.4.1); -1 when unknown
/// @param reportedLost cumulative loss that the remote reported in its last report block; -1 when it reported none
/// @param lastReceivedMillis when the last RTP packet was accepted
/// @param openedMillis when the port was opened
/// @param source the locked source, null before the first believed packet
public record StreamStatistics(
        long received,
        long octets,
        long sent,
        long lost,
        long late,
        long jitterMicros,
        long foreign,
        long malformed,
        long rtcp,
        long roundTripMicros,
        long reportedLost,
        long lastReceivedMillis,
        long openedMillis,
        @Nullable InetSocketAddress source) {}
