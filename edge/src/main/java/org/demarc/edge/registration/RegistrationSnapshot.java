package org.demarc.edge.registration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trunk's registration as it stands. Times are milliseconds since 1970; 0: none.
///
/// @param trunk its name
/// @param state the best of its flows
/// @param since when that began
/// @param flows one for each `reg-id`
public record RegistrationSnapshot(String trunk, State state, long since, List<FlowState> flows) {
    public RegistrationSnapshot {
        flows = List.copyOf(flows);
    }

    /// Where a registration stands; the better one first.
    public enum State {
        REGISTERED,
        /// The first answer is still to come, or that to a new attempt after a loss.
        REGISTERING,
        /// It failed and is tried again.
        FAILED,
        /// The provider does not want it; asked again slowly, or not at all.
        REFUSED,
        STOPPED
    }

    /// One flow.
    ///
    /// @param registrar the URI in use, or being tried, or tried last
    /// @param address where it was found: `tls 192.0.2.1:5061`; empty: not found yet
    /// @param regId 0: without
    /// @param state where it stands
    /// @param since when that began
    /// @param expires when the registration ends unless it is refreshed
    /// @param lastStatus of the last response, 408 for silence and 503 for a transport error; 0: none yet
    /// @param lastReason its reason phrase, or what happened
    /// @param nextAttempt when REGISTER is sent next
    /// @param failures attempts that failed in a row
    /// @param gin in bulk, if registered or being tried so
    /// @param outbound the provider said that calls come over the flow
    /// @param serviceRoute what calls carry as Route
    public record FlowState(
            String registrar,
            String address,
            int regId,
            State state,
            long since,
            long expires,
            int lastStatus,
            String lastReason,
            long nextAttempt,
            int failures,
            boolean gin,
            boolean outbound,
            List<String> serviceRoute) {
        public FlowState {
            serviceRoute = List.copyOf(serviceRoute);
        }
    }

    /// The flow that stands for all: the first of those in the best state; null when there is none.
    public @Nullable FlowState leading() {
        for (FlowState flow : flows) {
            if (flow.state() == state) return flow;
        }
        return null;
    }
}
