package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

class MembersTest {
    /// As a set does, whatever is put in and taken out, and what was read before stays as it was.
    @Seeded(runs = 10)
    void theyAreASet(Gen gen) {
        List<Registration> accounts = new ArrayList<>();
        int most = gen.between(1, 400);
        for (int i = 0; i < most; i++) {
            accounts.add(new Registration(
                    Office.account("trunk-" + i, Gin.REQUIRED, 1, false, "+12145550100"), Bindings.NONE));
        }
        Set<Registration> model = new LinkedHashSet<>();
        Members members = null;
        for (int step = 0; step < 500; step++) {
            Registration r = accounts.get(gen.below(most));
            List<Registration> before = members == null ? List.of() : members.all();
            Members old = members;
            if (gen.chance(0.6)) {
                model.add(r);
                members = members == null ? Members.of(r) : members.with(r);
            } else if (members != null) {
                model.remove(r);
                members = members.without(r);
            }
            if (old != null) assertThat(old.all()).isEqualTo(before);
            assertThat(members == null).isEqualTo(model.isEmpty());
            if (members != null) assertThat(members.all()).containsExactlyInAnyOrderElementsOf(model);
        }
        for (Registration r : model) {
            assertThat(Objects.requireNonNull(members).first(m -> m == r)).isSameAs(r);
        }
    }
}
