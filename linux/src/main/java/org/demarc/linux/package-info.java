/// Datagram and raw sockets, epoll, eventfd and the steering of ports by BPF (RFC 9669) of Linux (x86_64 and aarch64)
/// through java.lang.foreign: `socket(7)`, `udp(7)`, `raw(7)`, `bpf(2)`, `epoll(7)`, `recvmmsg(2)`, `sendmmsg(2)`.
/// Nothing here knows SIP or RTP. Where `Linux.available()` says no, nothing else of this package may be touched.
@NullMarked
package org.demarc.linux;

import org.jspecify.annotations.NullMarked;
