package org.demarc.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CompilerThreadsTest {
    @Test
    void compilersGiveWayAndOthersDoNot() {
        int ours = CompilerThreads.nice(
                CompilerThreads.stat(String.valueOf(ProcessHandle.current().pid())));
        assertThat(CompilerThreads.giveWay()).isGreaterThan(0);
        assertThat(niceOf("C2 Compiler")).isNotEmpty().allMatch(nice -> nice == Math.min(19, ours + 10));
        assertThat(niceOf("C1 Compiler")).isNotEmpty().allMatch(nice -> nice == Math.min(19, ours + 5));
        assertThat(niceOf("java")).isNotEmpty().allMatch(nice -> nice == ours);
    }

    @Test
    void niceIsReadBehindAnyName() {
        assertThat(CompilerThreads.nice("7 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 20 -4 30 0"))
                .isEqualTo(-4);
        assertThat(CompilerThreads.stat("0")).isEmpty();
    }

    private static List<Integer> niceOf(String name) {
        var found = new ArrayList<Integer>();
        for (String task : new File("/proc/self/task").list()) {
            String stat = CompilerThreads.stat(task);
            if (stat.contains("(" + name)) found.add(CompilerThreads.nice(stat));
        }
        return found;
    }
}
