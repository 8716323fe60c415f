package org.demarc.sip.dialog;

import org.demarc.sip.transport.Flow;

/// Which flow the next request of a dialog takes, where its Contact and routes have no say: a peer that is
/// reached only by the flow that it opened (RFC 5626 section 5.3).
@FunctionalInterface
public interface FlowChoice {
    /// The flow for the next request.
    ///
    /// @param last the one that its peer used last
    Flow next(Flow last);
}
