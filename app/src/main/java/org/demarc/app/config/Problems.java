package org.demarc.app.config;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong while a file is read.
final class Problems {
    /// Beyond this many nobody reads on; the count goes on.
    private static final int KEPT = 1_000;

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    void error(Mark at, String message) {
        if (errors.size() < KEPT) errors.add(new Problem(at, message));
    }

    void warning(Mark at, String message) {
        if (warnings.size() < KEPT) warnings.add(new Problem(at, message));
    }

    boolean sound() {
        return errors.isEmpty();
    }

    /// In the order of the file, none twice.
    List<Problem> errors() {
        return inOrder(errors);
    }

    private static List<Problem> inOrder(List<Problem> all) {
        all.sort(Problem::byPlace);
        List<Problem> once = new ArrayList<>(all.size());
        for (Problem next : all) {
            if (once.isEmpty() || Problem.byPlace(once.getLast(), next) != 0) once.add(next);
        }
        return once;
    }

    List<Problem> warnings() {
        return inOrder(warnings);
    }
}
