package org.demarc.sim;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that runs many times, each time with another seed; its [Gen] parameters begin with that seed.
///
/// The seeds follow from the names of class and method, so a build gives the same result each time it
/// runs. The first failing run ends the test, and its message holds the command that runs this seed
/// alone. All runs are one test to JUnit: one report entry, one instance, `@BeforeEach` once. What a
/// run changes must be made in the method.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeededExtension.class)
public @interface Seeded {
    /// How many seeds.
    int runs() default 100;
}
