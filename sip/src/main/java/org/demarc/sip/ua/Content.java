package org.demarc.sip.ua;

import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;

/// A body to send, with its type.
///
/// @param type the value of Content-Type
/// @param octets the body; shared, not to be changed
public record Content(String type, byte[] octets) {
    /// An SDP body.
    public static Content sdp(byte[] octets) {
        return new Content("application/sdp", octets);
    }

    /// The body of a message as it came; null when it has none.
    public static @Nullable Content of(SipMessage message) {
        if (!message.hasBody()) return null;
        String type = message.raw(HeaderName.CONTENT_TYPE);
        return type == null ? null : new Content(type, message.bodyBytes());
    }
}
