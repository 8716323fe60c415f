package org.demarc.edge.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call of a world: what is planned, and who took part.
public final class Script {
    final Plan plan;

    @Nullable
    Party caller;

    final List<Party> called = new ArrayList<>();
    Plan.@Nullable Act latest;

    Script(Plan plan) {
        this.plan = plan;
    }

    public Plan plan() {
        return plan;
    }

    /// The caller, once it dialled.
    public Party caller() {
        if (caller == null) throw new IllegalStateException("nobody dialled " + plan.number());
        return caller;
    }

    /// Every dialog of the called side.
    public List<Party> called() {
        return called;
    }

    /// How the other side takes the deed done last.
    int answerToLatest() {
        return latest == null ? 200 : latest.answer();
    }

    long pauseOfLatest() {
        return latest == null ? 0 : latest.pause();
    }
}
