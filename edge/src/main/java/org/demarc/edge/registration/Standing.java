package org.demarc.edge.registration;

import java.util.List;
import org.demarc.edge.registration.RegistrationSnapshot.State;
import org.demarc.sip.transport.Timers;
import org.jspecify.annotations.Nullable;

/// Where one registration stands, and how it came there.
final class Standing {
    private final Timers timers;
    private State state = State.REGISTERING;
    private long since;
    private int lastStatus;
    private String lastReason = "";

    /// Attempts that failed in a row.
    int failures;

    /// Refusals of the credentials in a row.
    int refusals;

    /// The provider does not want it.
    boolean refused;

    /// It wants other credentials.
    boolean credentialsRefused;

    Standing(Timers timers) {
        this.timers = timers;
        this.since = timers.wallClock();
    }

    int lastStatus() {
        return lastStatus;
    }

    String lastReason() {
        return lastReason;
    }

    /// The last answer, or what took its place.
    void said(int status, String why) {
        lastStatus = status;
        lastReason = why;
    }

    void become(State now) {
        if (state == now) return;
        state = now;
        since = timers.wallClock();
    }

    /// As others see it.
    ///
    /// @param binding null: none
    RegistrationSnapshot.FlowState snapshot(
            String registrar, String address, int regId, boolean gin, @Nullable Binding binding, long nextAttempt) {
        return new RegistrationSnapshot.FlowState(
                registrar,
                address,
                regId,
                state,
                since,
                binding == null ? 0 : binding.expiresAt(),
                lastStatus,
                lastReason,
                nextAttempt,
                failures,
                gin,
                binding != null && binding.grant().outbound(),
                binding == null ? List.of() : binding.grant().routes());
    }

    /// The provider knows us.
    ///
    /// @param proven and the flow is known to work
    void registered(boolean proven) {
        refused = false;
        credentialsRefused = false;
        refusals = 0;
        if (proven) failures = 0;
        become(State.REGISTERED);
    }
}
