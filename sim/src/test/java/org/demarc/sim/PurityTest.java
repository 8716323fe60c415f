package org.demarc.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PurityTest {
    @Test
    void whatTouchesTheWorldIsForbidden() {
        for (String name : new String[] {
            "java.net.Socket",
            "java.net.http.HttpClient",
            "java.nio.file.Files",
            "java.io.File",
            "java.lang.Thread$Builder",
            "java.lang.Runtime",
            "java.util.concurrent.locks.ReentrantLock",
            "java.time.Clock"
        }) assertThat(Purity.forbidden(name)).as(name).isTrue();
        for (String name : new String[] {
            "java.net.InetAddress",
            "java.util.concurrent.atomic.AtomicLong",
            "java.lang.RuntimeException",
            "java.io.ByteArrayOutputStream",
            "java.nio.ByteBuffer",
            "java.time.Duration"
        }) assertThat(Purity.forbidden(name)).as(name).isFalse();
    }

    /// This module reads files and waits on threads, and its test would say so.
    @Test
    void impureClassesAreNamed() {
        assertThatThrownBy(() -> Purity.check(Path.of("target/classes")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Purity.java");
    }
}
