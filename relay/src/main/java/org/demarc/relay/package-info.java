/// The media plane on sockets: pools of RTP/RTCP port pairs, source latching, and the threads that move packets
/// (RFC 3550, RFC 3605, RFC 4961). `Relay` is the door; all else is inside.
///
/// How it stays without locks: signalling never hands work to a packet thread. It publishes an immutable `Aim` for each
/// socket and tells the kernel by `connect`; a packet thread reads the aim with each packet and alone may replace it,
/// by compare-and-set, when a source locks. Whoever changed the aim repeats the system call until the aim it applied is
/// the one in force. Sockets outlive calls: between calls they stay bound and connected to themselves, so that the
/// kernel drops whatever comes, and a pair serves again only after every packet thread has passed through its wait.
///
/// There are three paths for packets. `EpollLoop` and `NioLoop` have a connected socket for each port, and what the
/// kernel drops there is counted nowhere: `foreign` counts the strangers that were seen here, before a source locked or
/// the kernel had its peer. `SteeredLoop` has one socket for all ports and a table instead of `connect`, which the
/// kernel reads for each datagram; strangers are counted there, and every source is checked again here.
///
/// SRTP that passes through unopened is relayed as RTP; SRTCP is not, since its packets cannot be checked.
@NullMarked
package org.demarc.relay;

import org.jspecify.annotations.NullMarked;
