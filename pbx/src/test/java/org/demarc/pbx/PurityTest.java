package org.demarc.pbx;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// No socket, file, clock, thread or lock in this module.
class PurityTest {
    @Test
    void nothingHereTouchesTheWorld() {
        var classes = new ClassFileImporter().importPath(Path.of("target/classes"));
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(Socket|ServerSocket|DatagramSocket|MulticastSocket).*"
                        + "|java\\.nio\\.(file|channels)\\..*|java\\.io\\.File.*|java\\.lang\\.(Thread|Process)(\\$.*)?"
                        + "|java\\.util\\.concurrent\\..*|java\\.util\\.Timer.*|java\\.time\\.Clock.*")
                .check(classes);
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(classes);
    }
}
