/// SIP over UDP, TCP, TLS and WebSocket (RFC 3261 section 18, RFC 3581, RFC 5626 sections 4.4.1 and 4.4.2, RFC
/// 5922, RFC 7118), timers, and the lanes: one thread, one event loop and one pure core each. A `Net` is
/// bound, started and stopped as a whole.
@NullMarked
package org.demarc.net;

import org.jspecify.annotations.NullMarked;
