package org.demarc.app.lab;

import org.demarc.pbx.phone.CallEnd;
import org.demarc.pbx.phone.CallReport;
import org.demarc.pbx.phone.CallState;
import org.demarc.pbx.phone.Extension;
import org.demarc.pbx.voice.Heard;
import org.jspecify.annotations.Nullable;

/// One call of a run, as seen from both of its ends. Times are monotonic milliseconds of the run.
final class LabCall {
    private static final long SETUP_MILLIS = 15_000;
    private static final long RELEASE_MILLIS = 8_000;

    final int index;
    final Side from;
    final Extension caller;
    final Extension called;
    private final long startedAt;
    private final long talkMillis;
    private @Nullable CallReport callerReport;
    private @Nullable CallReport calledReport;
    private long talkingAt = -1;
    private long releasingAt = -1;
    private String why = "";
    private boolean over;

    /// @param from the side that dials
    LabCall(int index, Side from, Extension caller, Extension called, long startedAt, long talkMillis) {
        this.index = index;
        this.from = from;
        this.caller = caller;
        this.called = called;
        this.startedAt = startedAt;
        this.talkMillis = talkMillis;
    }

    /// True when a report is about an end of this call.
    boolean owns(Side side, CallReport report) {
        CallReport known = side == from ? callerReport : calledReport;
        if (known != null) return known.id() == report.id();
        return side == from
                ? report.outgoing() && is(report, caller, called)
                : !report.outgoing() && is(report, called, caller);
    }

    private static boolean is(CallReport report, Extension own, Extension other) {
        return report.own().equals(own.number()) && report.other().equals(other.number());
    }

    void take(Side side, CallReport report, long now) {
        if (side == from) callerReport = report;
        else calledReport = report;
        CallReport one = callerReport;
        CallReport other = calledReport;
        if (one == null) return;
        if (one.state() == CallState.ENDED && (other == null || other.state() == CallState.ENDED)) {
            over = true;
        } else if (talkingAt < 0
                && one.state() == CallState.TALKING
                && other != null
                && other.state() == CallState.TALKING) {
            talkingAt = now;
        }
    }

    void notDialled(String reason) {
        why = reason;
        over = true;
    }

    /// The end that hangs up: in turn the caller and the called one.
    private Side hangsUp() {
        return index / 2 % 2 == 0 ? from : from.other();
    }

    /// Looks at the time: asks to hang up when the talk is over, gives up when something takes too long.
    void tick(long now, Lab lab) {
        if (over) return;
        if (releasingAt >= 0) {
            if (now - releasingAt > RELEASE_MILLIS) {
                if (why.isEmpty()) why = "not released within " + RELEASE_MILLIS / 1_000 + " s";
                over = true;
            }
        } else if (talkingAt >= 0) {
            if (now - talkingAt >= talkMillis) hangup(hangsUp(), now, lab);
        } else if (now - startedAt > SETUP_MILLIS) {
            why = "not answered within " + SETUP_MILLIS / 1_000 + " s";
            hangup(from, now, lab);
        }
    }

    private void hangup(Side side, long now, Lab lab) {
        releasingAt = now;
        CallReport report = side == from ? callerReport : calledReport;
        if (report != null) lab.hangup(side, report.id());
        else over = true;
    }

    boolean over() {
        return over;
    }

    /// True while it is not answered yet.
    boolean settingUp() {
        return talkingAt < 0 && releasingAt < 0 && !over;
    }

    boolean talking() {
        return talkingAt >= 0 && !over;
    }

    /// What is to be said of it in the end.
    LabReport.Call verdict() {
        CallReport one = callerReport;
        CallReport other = calledReport;
        boolean answered = one != null && one.answeredAt() != 0 && other != null && other.answeredAt() != 0;
        Heard callerHeard = heard(one);
        Heard calledHeard = heard(other);
        boolean there = isVoice(calledHeard, callerHeard);
        boolean back = isVoice(callerHeard, calledHeard);
        boolean released = answered && one != null && other != null && one.released() && other.released();
        double mos = there && back ? Math.min(callerHeard.mos(), calledHeard.mos()) : 0;
        long setup = one == null ? -1 : one.ringingAt() > 0 ? one.ringingAt() - one.startedAt() : one.setupMillis();
        return new LabReport.Call(
                index + 1,
                from == Side.PBX,
                caller.number(),
                called.number(),
                answered,
                there,
                back,
                mos,
                callerHeard.lost() + calledHeard.lost(),
                Math.max(callerHeard.jitterMicros(), calledHeard.jitterMicros()),
                setup,
                released,
                wrong(answered, there, back, released));
    }

    /// Mostly the right tone, and at least half of what was said while both ends talked: that is what the end
    /// said that began later. How much that is depends on how busy this machine is, so it is not compared with
    /// the clock.
    private static boolean isVoice(Heard heard, Heard said) {
        return heard.wasVoice() && heard.expected() * 2 >= Math.min(said.sent(), heard.sent());
    }

    private static Heard heard(@Nullable CallReport report) {
        Heard heard = report == null ? null : report.heard();
        return heard == null ? Heard.NOTHING : heard;
    }

    private String wrong(boolean answered, boolean there, boolean back, boolean released) {
        if (!why.isEmpty()) return why;
        CallReport one = callerReport;
        if (!answered) return one == null ? "the caller said nothing" : "not answered: " + end(one);
        if (!there && !back) {
            return "no audio, neither way (" + describe(heard(calledReport), heard(one)) + "; "
                    + describe(heard(one), heard(calledReport)) + ")";
        }
        if (!there)
            return "the called phone did not hear the caller (" + describe(heard(calledReport), heard(one)) + ")";
        if (!back)
            return "the caller did not hear the called phone (" + describe(heard(one), heard(calledReport)) + ")";
        if (!released) return "caller: " + end(one) + "; called: " + end(calledReport);
        return "";
    }

    private static String describe(Heard heard, Heard said) {
        return said.sent() + " packets said, " + heard.received() + " heard, " + heard.expected()
                + " with the right tone, " + heard.foreign() + " foreign";
    }

    private static String end(@Nullable CallReport report) {
        CallEnd end = report == null ? null : report.end();
        return end == null ? "still up" : end.describe();
    }
}
