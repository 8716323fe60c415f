package org.demarc.edge.registrar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The accounts of one flow, immutable: one as a rule, thousands behind an edge proxy. To put one in or to take it out
/// copies a small part of them.
final class Members {
    private static final int FEW = 16;
    private static final int PARTS = 128;

    /// By a hash of the name: one part for a few, else `PARTS`.
    private final Registration[][] parts;

    private final int size;

    private Members(Registration[][] parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    static Members of(Registration one) {
        return new Members(new Registration[][] {{one}}, 1);
    }

    /// At the first that a test takes; null when it takes none.
    @Nullable
    Registration first(Test test) {
        for (Registration[] part : parts) {
            for (Registration r : part) {
                if (test.takes(r)) return r;
            }
        }
        return null;
    }

    interface Test {
        boolean takes(Registration registration);
    }

    List<Registration> all() {
        List<Registration> all = new ArrayList<>(size);
        for (Registration[] part : parts) all.addAll(Arrays.asList(part));
        return all;
    }

    private static int place(Registration r, int parts) {
        return ((r.account().name().hashCode() * 0x9E3779B9) >>> 16) & (parts - 1);
    }

    private static int find(Registration[] part, Registration r) {
        for (int i = 0; i < part.length; i++) {
            if (part[i] == r) return i;
        }
        return -1;
    }

    /// This when it is there already.
    Members with(Registration r) {
        if (parts.length == 1 && size >= FEW) return spread().with(r);
        int at = place(r, parts.length);
        Registration[] part = parts[at];
        if (find(part, r) >= 0) return this;
        Registration[] more = Arrays.copyOf(part, part.length + 1);
        more[part.length] = r;
        return exchanged(at, more, size + 1);
    }

    /// This when it is not there; null when nobody is left.
    @Nullable
    Members without(Registration r) {
        int at = place(r, parts.length);
        Registration[] part = parts[at];
        int found = find(part, r);
        if (found < 0) return this;
        if (size == 1) return null;
        Registration[] less = Arrays.copyOf(part, part.length - 1);
        if (found < less.length) less[found] = part[less.length];
        return exchanged(at, less, size - 1);
    }

    private Members exchanged(int at, Registration[] part, int newSize) {
        Registration[][] changed = parts.clone();
        changed[at] = part;
        return new Members(changed, newSize);
    }

    private Members spread() {
        Registration[][] wide = new Registration[PARTS][0];
        for (Registration r : parts[0]) {
            int at = place(r, PARTS);
            wide[at] = Arrays.copyOf(wide[at], wide[at].length + 1);
            wide[at][wide[at].length - 1] = r;
        }
        return new Members(wide, size);
    }
}
