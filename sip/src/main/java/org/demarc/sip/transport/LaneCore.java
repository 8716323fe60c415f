package org.demarc.sip.transport;

import org.demarc.sip.codec.Decoded;
import org.demarc.sip.message.SipMessage;

/// A pure core that a lane drives: every message of the lane's calls comes in here, one after the other.
public interface LaneCore {
    /// A message whose framing and mandatory fields are sound. The top Via of a request carries received and
    /// rport already (RFC 3261 section 18.2.1, RFC 3581 section 4).
    void received(SipMessage message, Flow flow);

    /// A message that the codec refuses. The core answers it or not.
    void malformed(Decoded.Malformed malformed, Flow flow);

    /// How the lane does: called now and then while it works.
    ///
    /// @param lagMillis about how long what came last has to wait
    /// @param waiting messages that wait, of `capacity` beyond which nothing new is taken
    default void pressed(long lagMillis, int waiting, int capacity) {}

    /// A keep-alive came from somebody who is known: a STUN Binding request over UDP, a double CRLF or a ping on a
    /// connection. It is answered already (RFC 5626 section 5.4).
    default void heard(Flow flow) {}

    /// A connection ended, for whatever reason. What was sent on it and not answered is reported to its
    /// senders too.
    void closed(Flow flow);
}
