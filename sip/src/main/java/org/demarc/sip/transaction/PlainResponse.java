package org.demarc.sip.transaction;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.jspecify.annotations.Nullable;

/// A response that follows from its request: every time the same, so it need not be kept to be sent again.
///
/// @param status 200 to 699
/// @param toTag for a request whose To has none; null within a dialog
record PlainResponse(int status, String reason, @Nullable String toTag) {
    /// What nearly all of them are: the answer to a BYE.
    private static final PlainResponse OK = new PlainResponse(200, "OK", null);

    static PlainResponse of(Request request, int status, String reason, String toTag) {
        var plain = new PlainResponse(status, reason, request.toTag().isEmpty() ? toTag : null);
        return plain.equals(OK) ? OK : plain;
    }

    Response to(Request request) {
        return Response.answering(request, status, reason, toTag).build();
    }
}
