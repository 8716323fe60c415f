package org.demarc.sip.transaction;

/// Why a client transaction ended without a final response (RFC 3261 section 8.1.3.1).
///
/// @param kind what happened
/// @param why one line for people
public record Failure(Kind kind, String why) {
    /// What a transaction user makes of it: a timeout counts as 408, a transport error as 503.
    public enum Kind {
        TIMEOUT(408),
        TRANSPORT(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /// The status that stands for it.
        public int status() {
            return status;
        }
    }
}
