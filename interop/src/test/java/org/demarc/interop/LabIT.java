package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.demarc.interop.harness.Child;
import org.demarc.interop.harness.Demarc;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The lab as somebody meets it who has just downloaded the program.
class LabIT {
    @RegisterExtension
    static final Stage STAGE = Stage.empty();

    @Test
    void twentyCallsAcrossTheTrunkAreAllRight() {
        try (Child lab = Demarc.start("lab", STAGE.directory(), "lab", "--calls", "20")) {
            int code = lab.exit(Duration.ofSeconds(90));
            assertThat(code).as(lab.tail()).isZero();
            assertThat(lab.out())
                    .contains("20 of 20 calls right: answered 20, audio both ways 20, released 20")
                    .contains("both edges: no call, no dialog, no media port left");
            assertThat(lab.err()).doesNotContain("Exception").doesNotContain(" ERROR ");
        }
    }

    @Test
    void theLabRunsUntilItIsAskedToStop() {
        try (Child lab = Demarc.start("lab", STAGE.directory(), "lab")) {
            lab.awaitOut("Ctrl-C ends the lab.", Duration.ofSeconds(60));
            lab.signal("INT");
            assertThat(lab.exit(Duration.ofSeconds(20))).as(lab.tail()).isZero();
            assertThat(lab.err()).doesNotContain("Exception").doesNotContain(" ERROR ");
        }
    }
}
