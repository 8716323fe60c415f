package org.demarc.sip.ua;

import org.demarc.sip.message.Request;

/// Why a session ended that its user did not end.
public sealed interface Ending {
    /// The peer sent BYE.
    record Bye(Request bye) implements Ending {}

    /// No ACK to our 2xx within 64*T1; BYE was sent (RFC 3261 section 13.3.1.4).
    record NoAck() implements Ending {}

    /// A request inside the dialog was answered 481 or 408, or not at all; BYE was sent (RFC 3261 section
    /// 12.2.1.2).
    ///
    /// @param why which request, and what came of it
    record Lost(String why) implements Ending {}
}
