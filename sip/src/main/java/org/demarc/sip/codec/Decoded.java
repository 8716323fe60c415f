package org.demarc.sip.codec;

import org.demarc.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;

/// What octets turned out to be.
public sealed interface Decoded {
    /// A whole message that breaks no rule of the decoder.
    ///
    /// @param bytesUsed octets of the input that it took, white lines before it included
    record Complete(SipMessage message, int bytesUsed) implements Decoded {}

    /// The message or keep-alive is not whole yet.
    record NeedMore() implements Decoded {}

    /// RFC 5626 §3.5.1.
    ///
    /// @param ping CRLF CRLF, answered with CRLF; else a single CRLF, which is a pong or stands before a
    ///     message
    record KeepAlive(int bytesUsed, boolean ping) implements Decoded {}

    /// Octets that are no message.
    ///
    /// @param status what a UAS answers; 0 when the octets are discarded
    /// @param why short, without octets of the input
    /// @param asFarAsRead what the answer is built from, a request; null when nothing can be answered
    record Malformed(int status, String why, @Nullable SipMessage asFarAsRead) implements Decoded {}
}
