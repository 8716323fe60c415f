package org.demarc.media.offer;

import org.demarc.media.sdp.Direction;

/// What becomes of one stream of a description.
public sealed interface StreamVerdict {
    /// We relay it.
    ///
    /// @param remote the far end
    /// @param direction what the peer wants, in `a=` terms: a held address is a side that cannot receive
    record Relayed(RemoteEnd remote, Direction direction) implements StreamVerdict {}

    /// Its port is 0 in what we answer, and in what the other leg sees of it.
    record Declined(Reason reason) implements StreamVerdict {}

    /// Why a stream is declined, with the code for a Warning header (RFC 3261 §20.43).
    enum Reason {
        PORT_ZERO(399, "stream is offered with port 0"),
        MEDIA_TYPE(304, "media type not available"),
        TRANSPORT(302, "transport protocol not available"),
        FORMAT(305, "no RTP payload type among the formats"),
        NO_ADDRESS(301, "no c= line"),
        HOST_NAME(301, "host name in c= line, address expected"),
        ADDRESS(301, "address in c= or a=rtcp line not usable"),
        TOO_MANY(399, "too many streams");

        private final int warnCode;
        private final String text;

        Reason(int warnCode, String text) {
            this.warnCode = warnCode;
            this.text = text;
        }

        public int warnCode() {
            return warnCode;
        }

        public String text() {
            return text;
        }
    }
}
