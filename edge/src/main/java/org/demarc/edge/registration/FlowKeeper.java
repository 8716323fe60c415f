package org.demarc.edge.registration;

import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// Keeps flows open and finds those that are dead: RFC 5626 section 4.4. What drives the sockets implements it; all is
/// called, and answers, on the lane.
public interface FlowKeeper {
    /// Nothing is sent, so nothing is found.
    FlowKeeper NONE = new FlowKeeper() {
        @Override
        public Kept keep(Flow flow, Pulse pulse, Watch watch) {
            return () -> {};
        }

        @Override
        public void abandon(Flow flow) {}
    };

    /// Begins to send keep-alives on a flow. Tells nothing from inside this call.
    Kept keep(Flow flow, Pulse pulse, Watch watch);

    /// The flow is dead for its user: a connection is closed, without asking the other side.
    void abandon(Flow flow);

    /// What is sent, and how often.
    ///
    /// @param kind what is sent
    /// @param least milliseconds between two; each wait is drawn between the two
    /// @param most milliseconds between two
    record Pulse(Kind kind, long least, long most) {
        /// What the answer to REGISTER wants: RFC 5626 section 4.4, RFC 6223 section 5, catalogue NAT-002; null:
        /// nothing. Without outbound, or `keep` with a value, nobody promised to understand STUN.
        static @Nullable Pulse of(Flow flow, Grant grant) {
            boolean stream = flow.transport().reliable();
            if (!grant.outbound() && grant.keep() < 0)
                return stream ? new Pulse(Kind.CRLF_UNANSWERED, 95_000, 120_000) : null;
            Kind kind = stream ? Kind.CRLF : Kind.STUN;
            long timer = Math.max(grant.outbound() ? grant.flowTimer() : 0, grant.keep()) * 1_000;
            if (timer > 0) return new Pulse(kind, timer * 8 / 10, timer);
            return stream ? new Pulse(kind, 95_000, 120_000) : new Pulse(kind, 24_000, 29_000);
        }
    }

    /// What keeps a flow alive.
    enum Kind {
        /// Double CRLF, answered with CRLF within 10 s (section 4.4.1).
        CRLF,
        /// Double CRLF of which nobody said that it is answered.
        CRLF_UNANSWERED,
        /// STUN Binding requests (section 4.4.2).
        STUN
    }

    /// Hears how the flow does.
    interface Watch {
        /// The first answer came.
        void answered();

        /// No answer, or our address changed. Nothing more follows.
        ///
        /// @param why one line for people
        void failed(String why);
    }

    /// Keep-alives that are being sent.
    interface Kept {
        /// Ends them. Nothing is told any more.
        void stop();
    }
}
