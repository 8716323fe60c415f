package org.demarc.sim;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.opentest4j.TestAbortedException;

/// Runs [Seeded] methods. The system property `seed`, if not empty, is the only seed that is run.
final class SeededExtension implements TestTemplateInvocationContextProvider {
    SeededExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getTestMethod()
                .filter(method -> method.isAnnotationPresent(Seeded.class))
                .isPresent();
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        var method = context.getRequiredTestMethod();
        int runs = method.getAnnotation(Seeded.class).runs();
        if (runs < 1) throw new IllegalArgumentException("@Seeded needs at least one run");
        var only = System.getProperty("seed", "").strip();
        String name = className(context) + "#" + method.getName();
        var all = only.isEmpty() ? new Runs(name, runs, null) : new Runs(name, 1, seed(only));
        return Stream.of(all);
    }

    /// The name that surefire's `-Dtest` knows: without package, nested classes by `$`.
    private static String className(ExtensionContext context) {
        String name = context.getRequiredTestClass().getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    static long seed(String text) {
        return text.startsWith("0x") || text.startsWith("0X")
                ? Long.parseUnsignedLong(text.substring(2), 16)
                : Long.parseLong(text);
    }

    /// The seed of a run: 32 bits are enough and short to type.
    static long seed(String name, int run) {
        long hash = 0xCBF29CE484222325L; // FNV-1a
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) hash = (hash ^ (octet & 0xFF)) * 0x100000001B3L;
        return Gen.mix(hash + run) >>> 32;
    }

    /// The one invocation that JUnit sees.
    private static final class Runs implements TestTemplateInvocationContext, InvocationInterceptor, ParameterResolver {
        private final String name;
        private final int runs;
        private final @Nullable Long only;
        private long current;

        Runs(String name, int runs, @Nullable Long only) {
            this.name = name;
            this.runs = runs;
            this.only = only;
        }

        @Override
        public String getDisplayName(int invocationIndex) {
            return only == null ? runs + " seeds" : "seed 0x" + Long.toHexString(only);
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Gen.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new Gen(current);
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<@Nullable Void> invocation,
                ReflectiveInvocationContext<Method> reflective,
                ExtensionContext context) {
            invocation.skip();
            var invoker = context.getExecutableInvoker();
            var instance = context.getTestInstance().orElse(null);
            each(name, runs, only, seed -> {
                current = seed;
                invoker.invoke(reflective.getExecutable(), instance);
            });
        }
    }

    /// One run of a test.
    @FunctionalInterface
    interface Run {
        @SuppressWarnings("ProhibitedExceptionDeclared")
        void of(long seed) throws Throwable;
    }

    /// Runs all seeds, or only one. The first failure ends it.
    static void each(String name, int runs, @Nullable Long only, Run test) {
        int aborted = 0;
        for (int run = 0; run < runs; run++) {
            long seed = only == null ? seed(name, run) : only;
            try {
                test.of(seed);
            } catch (TestAbortedException e) {
                if (++aborted == runs) throw e; // an assumption that never held
            } catch (Throwable failure) { // Errors too: assertions are
                throw new AssertionError(
                        failure + "\nin run " + (run + 1) + " of " + runs + "\n" + replay(name, seed), failure);
            }
        }
    }

    private static String replay(String name, long seed) {
        return "replay: ./mvnw verify -pl " + module() + " -am -Dtest=" + name + " -Dseed=0x" + Long.toHexString(seed)
                + " -Dsurefire.failIfNoSpecifiedTests=false";
    }

    /// Surefire runs each module in its own folder.
    private static String module() {
        var folder = Path.of(System.getProperty("basedir", System.getProperty("user.dir", ".")))
                .getFileName();
        return folder == null ? "." : folder.toString();
    }
}
