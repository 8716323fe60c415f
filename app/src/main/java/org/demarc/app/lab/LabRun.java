package org.demarc.app.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.demarc.pbx.phone.Extension;
import org.jspecify.annotations.Nullable;

/// Places a number of calls, listens to both ends of each, and says what came of them.
public final class LabRun {
    private static final long STAGGER_MILLIS = 50;
    private static final int MOST_ACTIVE = 200;
    private static final int MOST_SETTING_UP = 8; // a slow machine is given time
    private static final long LOOK_MILLIS = 10;
    private static final long LEFTOVER_MILLIS = 5_000;
    private static final long PROGRESS_MILLIS = 250;

    private final Lab lab;
    private final int calls;
    private final int seconds;
    private final Consumer<Progress> progress;
    private final long startedNanos = System.nanoTime();
    private long nextAt;
    private final List<LabCall> all = new ArrayList<>();
    private final List<LabCall> active = new ArrayList<>();
    private final List<Extension> pbxPhones = Numbering.pbx(0);
    private final List<Extension> farPhones = Numbering.far(0);

    /// How far a run has come.
    public record Progress(int calls, int placed, int talking, int over) {}

    /// @param seconds of talk in each call
    /// @param progress told now and then
    public LabRun(Lab lab, int calls, int seconds, Consumer<Progress> progress) {
        this.lab = lab;
        this.calls = calls;
        this.seconds = seconds;
        this.progress = progress;
    }

    /// Milliseconds from now on.
    private long now() {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    /// Runs to the end, which comes whatever happens: each step of a call has a deadline.
    public LabReport run() throws InterruptedException {
        long told = -PROGRESS_MILLIS;
        while (all.size() < calls || !active.isEmpty()) {
            place();
            take(lab.next(LOOK_MILLIS));
            long now = now();
            for (LabCall call : active) call.tick(now, lab);
            active.removeIf(LabCall::over);
            if (now - told >= PROGRESS_MILLIS) {
                told = now;
                tell();
            }
        }
        tell();
        Leftovers left = lab.leftovers();
        for (long until = now() + LEFTOVER_MILLIS; !left.none() && now() < until; left = lab.leftovers()) {
            take(lab.next(LOOK_MILLIS));
        }
        List<LabReport.Call> verdicts = all.stream().map(LabCall::verdict).toList();
        return new LabReport(verdicts, left, seconds, now());
    }

    private void place() {
        while (all.size() < calls && active.size() < MOST_ACTIVE && now() >= nextAt && settingUp() < mostSettingUp()) {
            nextAt = now() + STAGGER_MILLIS;
            int i = all.size();
            Extension inside = pbxPhones.get(i % Numbering.PHONES);
            Extension outside = farPhones.get((i + i / Numbering.PHONES) % Numbering.PHONES); // each pair once in 625
            Side from = i % 2 == 0 ? Side.PBX : Side.FAR;
            Extension caller = from == Side.PBX ? inside : outside;
            Extension called = from == Side.PBX ? outside : inside;
            var call = new LabCall(i, from, caller, called, now(), seconds * 1_000L);
            all.add(call);
            active.add(call);
            lab.dial(from, caller, called.number());
        }
    }

    private long settingUp() {
        return active.stream().filter(LabCall::settingUp).count();
    }

    /// The first call has the machine for itself: it finds everything cold.
    private int mostSettingUp() {
        return all.size() < 2 ? 1 : MOST_SETTING_UP;
    }

    private void take(@Nullable LabEvent event) throws InterruptedException {
        for (LabEvent next = event; next != null; next = lab.next(0)) {
            switch (next) {
                case LabEvent.Changed(Side side, var report) -> {
                    for (LabCall call : active) {
                        if (call.owns(side, report)) {
                            call.take(side, report, now());
                            break;
                        }
                    }
                }
                case LabEvent.NotDialled(Side side, String own, String other, String why) -> {
                    for (LabCall call : active) {
                        if (call.from == side
                                && call.caller.number().equals(own)
                                && call.called.number().equals(other)) call.notDialled(why);
                    }
                }
            }
        }
    }

    private void tell() {
        int talking = (int) active.stream().filter(LabCall::talking).count();
        progress.accept(new Progress(calls, all.size(), talking, all.size() - active.size()));
    }
}
