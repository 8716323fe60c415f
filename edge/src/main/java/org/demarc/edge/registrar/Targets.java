package org.demarc.edge.registrar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a call to a registered PBX goes, one attempt after the other: by q, the newest first (catalogue REG-024).
///
/// @param registration whose it is; null when there is no such number
/// @param remaining what is still to be tried, in order
/// @param status what the caller gets when nothing remains at once: 404, 480 when nothing is bound, 430 when all flows
///     are gone. A 430 is for one who can try another way; a caller outside is told 480
public record Targets(@Nullable Registration registration, List<Target> remaining, int status) {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int FLOW_FAILED = 430;

    public Targets {
        remaining = List.copyOf(remaining);
    }

    static Targets none(@Nullable Registration registration, int status) {
        return new Targets(registration, List.of(), status);
    }

    /// The next attempt; null when there is none.
    public @Nullable Target first() {
        return remaining.isEmpty() ? null : remaining.getFirst();
    }

    /// What is left after the first attempt ended so. An instance that has spoken is not asked again by another flow
    /// (RFC 5626 section 7, catalogue REG-052).
    ///
    /// @param status of the final response; 430 when its flow was found gone, 408 when nothing came
    public Targets after(int status) {
        if (remaining.isEmpty()) return this;
        Binding tried = remaining.getFirst().binding();
        boolean spoken = status != REQUEST_TIMEOUT
                && status != FLOW_FAILED
                && !tried.instance().isEmpty();
        List<Target> left = new ArrayList<>(remaining.size() - 1);
        for (Target t : remaining.subList(1, remaining.size())) {
            if (!spoken || !t.binding().instance().equals(tried.instance())) left.add(t);
        }
        return new Targets(registration, left, status);
    }
}
