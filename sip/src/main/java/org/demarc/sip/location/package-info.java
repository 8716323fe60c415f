/// Where a SIP server is: RFC 3263 with RFC 2782, 6157, 7984 and 8305, and RFC 7118 section 5.5 for WebSocket.
/// A machine that says what to ask of DNS and makes of the answers an ordered list of servers; and the choice
/// among those for one call.
@NullMarked
package org.demarc.sip.location;

import org.jspecify.annotations.NullMarked;
