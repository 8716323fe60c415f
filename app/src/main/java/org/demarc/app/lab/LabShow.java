package org.demarc.app.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.demarc.pbx.phone.CallReport;
import org.demarc.pbx.phone.Extension;

/// A lab to look at: a call now and then, in turn each way, and a line for what happens to it.
public final class LabShow implements Runnable {
    private static final long EVERY_MILLIS = 10_000;
    private static final long TALK_MILLIS = 8_000;
    private static final long LOOK_MILLIS = 20;

    private final Lab lab;
    private final Consumer<String> lines;
    private final long startedNanos = System.nanoTime();
    private final List<LabCall> active = new ArrayList<>();
    private final List<Extension> pbxPhones = Numbering.pbx(0);
    private final List<Extension> farPhones = Numbering.far(0);

    /// @param lines told each line
    public LabShow(Lab lab, Consumer<String> lines) {
        this.lab = lab;
        this.lines = lines;
    }

    private long now() {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    /// Goes on until the edges take no more calls, or its thread is interrupted.
    @Override
    public void run() {
        try {
            long next = 0;
            for (int i = 0; lab.enterprise().ready(); ) {
                if (now() >= next) {
                    place(i++);
                    next += EVERY_MILLIS;
                }
                LabEvent event = lab.next(LOOK_MILLIS);
                if (event instanceof LabEvent.Changed(Side side, CallReport report)) take(side, report);
                for (LabCall call : active) call.tick(now(), lab);
                for (LabCall call : active) {
                    if (call.over()) lines.accept(end(call.verdict()));
                }
                active.removeIf(LabCall::over);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void place(int i) {
        Extension inside = pbxPhones.get(i % Numbering.PHONES);
        Extension outside = farPhones.get(i % Numbering.PHONES);
        Side from = i % 2 == 0 ? Side.PBX : Side.FAR;
        Extension caller = from == Side.PBX ? inside : outside;
        Extension called = from == Side.PBX ? outside : inside;
        active.add(new LabCall(i, from, caller, called, now(), TALK_MILLIS));
        lines.accept(name(i + 1) + caller.number() + " dials " + called.number());
        lab.dial(from, caller, called.number());
    }

    private void take(Side side, CallReport report) {
        for (LabCall call : active) {
            if (!call.owns(side, report)) continue;
            boolean talked = call.talking();
            call.take(side, report, now());
            if (!talked && call.talking()) lines.accept(name(call.index + 1) + "answered, both talk");
            return;
        }
    }

    private static String end(LabReport.Call call) {
        if (!call.right()) return name(call.number()) + "went wrong: " + call.wrong();
        return name(call.number())
                + String.format(
                        Locale.ROOT,
                        "over: audio both ways, MOS %.1f, set up in %d ms",
                        call.mos(),
                        call.setupMillis());
    }

    private static String name(int number) {
        return "call " + number + "  ";
    }
}
