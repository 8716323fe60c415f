package org.demarc.sip.transaction;

import org.demarc.sip.transport.Sender.Loss;
import org.jspecify.annotations.Nullable;

/// Why a client transaction ended without a final response (RFC 3261 section 8.1.3.1), or with one that is of no use.
///
/// @param kind what happened
/// @param loss what a transport error says about the flow; null where it was none
/// @param why one line for people
public record Failure(Kind kind, @Nullable Loss loss, String why) {
    /// What a transaction user makes of it: a timeout counts as 408, a transport error as 503.
    public enum Kind {
        TIMEOUT(408),
        TRANSPORT(503),
        /// An answer came that no dialog can be made of.
        UNUSABLE(500);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /// The status that stands for it.
        public int status() {
            return status;
        }
    }

    /// No transport error.
    public Failure(Kind kind, String why) {
        this(kind, null, why);
    }

    static Failure of(Loss loss, String why) {
        return new Failure(Kind.TRANSPORT, loss, why);
    }

    /// It never left us: that says nothing about the other side.
    public boolean ours() {
        return loss == Loss.NOT_SENT;
    }

    /// It shows that its flow is gone.
    public boolean flowFailed() {
        return loss == Loss.FLOW_FAILED;
    }
}
