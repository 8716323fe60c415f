package org.demarc.edge.b2bua;

import org.demarc.sip.message.HeaderName;
import org.demarc.sip.ua.Extra;

/// The Warnings that we give (RFC 3261 section 20.43). Their texts are constants: a reason may name what the
/// other side must not learn, and is for the log.
final class Warnings {
    /// A limit of ours is reached (catalogue CAL-023).
    static final Extra LIMIT = warning("399 demarc \"A limit of calls is reached\"");

    /// TLS on all hops was asked for, which we cannot promise (RFC 5630 section 5.1.2, catalogue SEC-008).
    static final Extra NO_SIPS = warning("380 demarc \"SIPS Not Allowed\"");

    private static final Extra NO_PORT = warning("399 demarc \"No media port is free\"");
    private static final Extra FAMILY = warning("301 demarc \"Incompatible network address formats\"");
    private static final Extra STREAMS = warning("304 demarc \"Media type not available\"");
    private static final Extra OTHER = warning("399 demarc \"The session description cannot be used\"");

    private Warnings() {}

    /// For an offer that goes no further.
    static Extra of(Outcome.Refused refused) {
        return switch (refused.rule()) {
            case MediaBridge.NO_PORT -> refused.status() == 488 ? FAMILY : NO_PORT;
            case MediaBridge.NO_STREAM -> STREAMS;
            default -> OTHER;
        };
    }

    private static Extra warning(String value) {
        return Extra.of(HeaderName.WARNING, value);
    }
}
