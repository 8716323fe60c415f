package org.demarc.media.offer;

import java.util.Set;

/// What a description that came in means for its leg.
public sealed interface Received {
    /// It is now the offer to answer, or the answer that makes the session.
    record Fits(Set<Remark> remarks) implements Received {
        public Fits {
            remarks = Set.copyOf(remarks);
        }
    }

    /// An answer that came before, for example in a 183: the first one counts, this one is not looked at
    /// (RFC 3261 §13.2.1).
    ///
    /// @param same the text is the same, as it should be
    record Repeated(boolean same) implements Received {}

    /// Nothing changes.
    record Refused(Reason reason, String why) implements Received {}

    /// Why it is refused, with the response it deserves.
    enum Reason {
        /// Our own offer is not answered: 491 (RFC 3261 §14.2, RFC 3311 §5.2).
        OFFER_CROSSED(491),
        /// Its earlier offer is not answered: 500 with Retry-After of 0 to 10 s (RFC 3311 §5.2).
        OFFER_PENDING(500),
        /// An answer to nothing: ignored.
        NO_OFFER(0),
        /// The answer does not fit our offer: the call ends (RFC 3264 §6).
        UNFIT(0);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        /// The response to the request that brought the offer; 0 for an answer.
        public int status() {
            return status;
        }
    }
}
