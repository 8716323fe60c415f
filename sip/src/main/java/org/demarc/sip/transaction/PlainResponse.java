package org.demarc.sip.transaction;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;

/// A response that follows from its request: every time the same, so it need not be kept to be sent again.
///
/// @param toTag for a request whose To has none
record PlainResponse(int status, String reason, String toTag) {
    /// For requests within a dialog.
    static final PlainResponse OK = new PlainResponse(200, "OK", "");

    Response to(Request request) {
        return Response.answering(request, status, reason, toTag.isEmpty() ? null : toTag)
                .build();
    }
}
