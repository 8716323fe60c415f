package org.demarc.app.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;
import org.demarc.app.config.NodeConfig.LogConfig;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.app.lab.Lab;
import org.demarc.app.lab.LabCannotStart;
import org.demarc.app.lab.LabReport;
import org.demarc.app.lab.LabRun;
import org.demarc.app.lab.LabShow;
import org.demarc.app.lab.LabText;
import org.demarc.app.lab.LabText.Totals;
import org.demarc.app.lab.Leftovers;
import org.demarc.app.log.EventLog;
import org.demarc.app.log.LoggersOfLog;
import org.demarc.app.node.Lifetime;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `demarc lab [--calls N] [--seconds S] [--json]`
final class LabCommand implements Command {
    private static final int MOST_CALLS = 10_000;
    private static final int LONGEST_TALK = 3_600;
    private static final int ROWS = 40;
    private static final int SECONDS = 3;
    private static final long SHOW_RING = 2_000;
    private static final long RUN_RING = 100;
    private static final long DRAIN_MILLIS = 500;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(
                "lab",
                "Run a PBX, an enterprise edge, a provider edge and a far end on this machine, with calls between them.");
        spec.addOption(OptionSpec.builder("--calls")
                .paramLabel("N")
                .type(int.class)
                .description("Place N calls with audio both ways, report on each, stop.")
                .build());
        spec.addOption(OptionSpec.builder("--seconds")
                .paramLabel("S")
                .type(int.class)
                .description("With --calls: talk of each call; default " + SECONDS + ".")
                .build());
        spec.addOption(Options.flag("--json", "With --calls: print the report as JSON."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        boolean counted = parsed.hasMatchedOption("--calls");
        int calls = parsed.matchedOptionValue("--calls", 0);
        int seconds = parsed.matchedOptionValue("--seconds", SECONDS);
        if (counted && (calls < 1 || calls > MOST_CALLS)) return usage(terminal, "--calls: 1 to " + MOST_CALLS);
        if (seconds < 1 || seconds > LONGEST_TALK) return usage(terminal, "--seconds: 1 to " + LONGEST_TALK);
        if (!counted && (Options.flag(parsed, "--json") || parsed.hasMatchedOption("--seconds"))) {
            return usage(terminal, "--seconds and --json go with --calls");
        }
        var quiet = new LogConfig(false, LogLevel.WARN);
        try (var log = new EventLog(new FileOutputStream(FileDescriptor.err), quiet, InstantSource.system())) {
            LoggersOfLog.attach(log);
            try (Lab lab = Lab.start(counted ? RUN_RING : SHOW_RING, log)) {
                return counted
                        ? place(lab, calls, seconds, Options.flag(parsed, "--json"), terminal)
                        : show(lab, log, terminal);
            } catch (LabCannotStart e) {
                terminal.complain("cannot start: " + e.getMessage());
                return Exit.NOT_STARTED;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Exit.FAILED;
            }
        } finally {
            LoggersOfLog.attach(null);
        }
    }

    private static int usage(Terminal terminal, String what) {
        terminal.complain(what);
        return Exit.USAGE;
    }

    private static int show(Lab lab, EventLog log, Terminal terminal) {
        terminal.out().print(LabText.picture(lab));
        terminal.out().println();
        terminal.out().println("A call every 10 s. Look on with:");
        for (String command : new String[] {"status", "call list", "trunk list"}) {
            terminal.out()
                    .println("  " + terminal.program() + " " + command + " --api http://"
                            + lab.enterprise().listening().getLast().address());
        }
        // Before it is said: whoever presses it at once is heard.
        var lifetime = new Lifetime(log);
        lifetime.hearSignals();
        terminal.out().println("Ctrl-C ends the lab.");
        terminal.out().println();
        Thread calls = Thread.startVirtualThread(
                new LabShow(lab, line -> terminal.out().println(line)));
        lifetime.live(lab.enterprise(), DRAIN_MILLIS);
        calls.interrupt();
        return Exit.GOOD;
    }

    private static int place(Lab lab, int calls, int seconds, boolean json, Terminal terminal)
            throws InterruptedException {
        boolean live = onTerminal();
        LabReport report = new LabRun(lab, calls, seconds, progress(terminal, live)).run();
        if (live) terminal.err().print("\r\u001b[K");
        if (json) terminal.out().println(LabText.json(report));
        else print(report, terminal);
        return report.right() ? Exit.GOOD : Exit.FAILED;
    }

    @SuppressWarnings("SystemConsoleNull") // it is null in JDK 25, where there is no terminal
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// One line that changes on a terminal; elsewhere a line for each quarter of the way.
    private static Consumer<LabRun.Progress> progress(Terminal terminal, boolean live) {
        if (live) {
            return p -> {
                terminal.err().print("\r\u001b[K" + text(p));
                terminal.err().flush();
            };
        }
        int[] quarters = {0};
        return p -> {
            int reached = 4 * p.over() / p.calls();
            if (reached > quarters[0]) {
                quarters[0] = reached;
                terminal.err().println(text(p));
            }
        };
    }

    private static String text(LabRun.Progress p) {
        return "calls: " + p.placed() + " of " + p.calls() + " placed, " + p.talking() + " talking, " + p.over()
                + " over";
    }

    private static void print(LabReport report, Terminal terminal) {
        var table = new Table(">CALL", "DIRECTION", "FROM", "TO", "ANSWERED", "MEDIA", ">MOS", ">SETUP", "RELEASED");
        int rows = 0;
        for (LabReport.Call call : report.calls()) {
            if (report.calls().size() > ROWS && call.right()) continue; // many: only what went wrong
            if (rows++ == ROWS) break;
            table.row(
                    Integer.toString(call.number()),
                    call.outward() ? "out" : "in",
                    call.from(),
                    call.to(),
                    word(call.answered()),
                    (call.there() ? "→" : "-") + " " + (call.back() ? "←" : "-"),
                    call.mos() == 0 ? "-" : String.format(Locale.ROOT, "%.2f", call.mos()),
                    call.setupMillis() < 0 ? "-" : call.setupMillis() + " ms",
                    word(call.released()));
        }
        if (rows > 0) terminal.out().print(table);
        totals(report, terminal);
        int told = 0;
        for (LabReport.Call call : report.calls()) {
            if (call.right()) continue;
            terminal.complain(
                    "call " + call.number() + " from " + call.from() + " to " + call.to() + ": " + call.wrong());
            if (++told == ROWS) break;
        }
        leftovers("enterprise edge", report.leftovers().enterprise(), terminal);
        leftovers("provider edge", report.leftovers().provider(), terminal);
    }

    private static void totals(LabReport report, Terminal terminal) {
        int calls = report.calls().size();
        Totals t = Totals.of(report.calls());
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "%n%d of %d calls right: answered %d, audio both ways %d, released %d",
                        calls - report.failed(),
                        calls,
                        t.answered(),
                        t.bothWays(),
                        t.released()));
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "MOS %.2f or better, %d packets lost, jitter up to %.1f ms; setup (INVITE to 180) median %d ms,"
                                + " longest %d ms; %.1f s in all",
                        t.worstMos(),
                        t.lost(),
                        t.worstJitterMicros() / 1_000.0,
                        t.medianSetup(),
                        t.longestSetup(),
                        report.millis() / 1_000.0));
        if (report.leftovers().none()) {
            terminal.out().println("both edges: no call, no dialog, no media port left");
        }
    }

    private static void leftovers(String edge, Leftovers.Of left, Terminal terminal) {
        if (left.calls() + left.dialogs() + left.ports() == 0) return;
        terminal.complain(edge + ": still " + left.calls() + " calls, " + left.dialogs() + " dialogs, " + left.ports()
                + " media ports");
    }

    private static String word(boolean yes) {
        return yes ? "yes" : "no";
    }
}
