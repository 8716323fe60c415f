package org.demarc.linux;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The threads on which the virtual machine compiles. While a node is new they want as much of the processors as its
/// calls do, and the calls cannot wait: these threads take what is left.
public final class CompilerThreads {
    private static final File TASKS = new File("/proc/self/task");
    private static final int LEAST = 19;

    // The long compilations wait readily; the short ones are what makes the interpreted code bearable.
    private static final String LONG = "(C2 Compiler", SHORT = "(C1 Compiler";
    private static final int LONG_STEPS = 10, SHORT_STEPS = 5;

    private CompilerThreads() {}

    /// Makes them give way, by `nice`; threads that they start inherit it. Nothing happens where Linux does not let us,
    /// and nothing is lost by that but evenness under load in the first seconds.
    ///
    /// @return how many threads give way now
    public static int giveWay() {
        if (!Linux.available()) return 0;
        String[] tasks = TASKS.list();
        if (tasks == null) return 0;
        int changed = 0;
        for (String task : tasks) {
            String stat = stat(task);
            int steps = stat.contains(LONG) ? LONG_STEPS : stat.contains(SHORT) ? SHORT_STEPS : 0;
            if (steps == 0) continue;
            int nice = Math.min(LEAST, nice(stat) + steps);
            if (Syscalls.setThreadPriority(Integer.parseInt(task), nice) == 0) changed++;
        }
        return changed;
    }

    /// The 19th field of `proc_pid_stat(5)`; the second one is in parentheses and may contain anything.
    static int nice(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Integer.parseInt(fields[16]);
    }

    /// Empty when the thread has ended.
    static String stat(String task) {
        try (var file = new FileInputStream(new File(new File(TASKS, task), "stat"))) {
            return new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
