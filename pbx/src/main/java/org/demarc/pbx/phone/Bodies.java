package org.demarc.pbx.phone;

import java.util.Optional;
import org.demarc.sip.message.Part;
import org.demarc.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;

/// The session description of a message, alone or inside a multipart body (RFC 5621).
final class Bodies {
    private Bodies() {}

    static byte @Nullable [] sdp(SipMessage message) {
        if (!message.hasBody()) return null;
        Optional<Part> part = message.body().find("application/sdp");
        return part.isEmpty() ? null : part.get().content();
    }
}
