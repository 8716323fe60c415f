package org.demarc.sim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What it means that a module is pure: no socket, file, clock, thread or lock. Sockets and clocks are in
/// `java.base`, where a module's own declaration cannot forbid them, so a test of each pure module asks here.
public final class Purity {
    /// Addresses as values, without a look-up, and octets in memory.
    private static final Set<String> ALLOWED = Set.of(
            "java.net.IDN",
            "java.net.InetAddress",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetSocketAddress",
            "java.net.UnknownHostException",
            "java.io.ByteArrayInputStream",
            "java.io.ByteArrayOutputStream",
            "java.io.Serializable");
    /// Counters that lanes share; they lock nothing.
    private static final String COUNTERS = "java.util.concurrent.atomic.";

    private static final List<String> FORBIDDEN = List.of(
            "java.io.",
            "java.net.",
            "java.nio.channels.",
            "java.nio.file.",
            "javax.net.",
            "java.util.concurrent.",
            "java.util.Timer",
            "java.lang.Thread",
            "java.lang.InheritableThreadLocal",
            "java.lang.Process",
            "java.lang.Runtime",
            "java.time.Clock",
            "java.time.InstantSource");
    /// Begins like `java.lang.Runtime`, and is everywhere.
    private static final String EXCEPTION = "java.lang.RuntimeException";

    private Purity() {}

    /// Fails, naming each place, when the compiled classes of the module at hand are not pure.
    public static void check() {
        check(Path.of("target/classes"));
    }

    static void check(Path compiled) {
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.<JavaClass>describe(
                        "are sockets, files, clocks, threads or locks", c -> forbidden(c.getName())))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(InetAddress.class, "getByName", String.class)
                .orShould()
                .callMethod(InetAddress.class, "getAllByName", String.class)
                .orShould()
                .callMethod(InetAddress.class, "getHostName")
                .orShould()
                .callMethod(InetAddress.class, "getCanonicalHostName")
                .orShould()
                .callMethod(InetAddress.class, "getLocalHost")
                .orShould()
                .callMethod(InetSocketAddress.class, "getHostName")
                .orShould()
                .callConstructor(InetSocketAddress.class, String.class, int.class)
                .check(new ClassFileImporter().importPath(compiled));
    }

    static boolean forbidden(String name) {
        if (ALLOWED.contains(name) || name.startsWith(COUNTERS) || name.equals(EXCEPTION)) return false;
        for (String beginning : FORBIDDEN) if (name.startsWith(beginning)) return true;
        return false;
    }
}
