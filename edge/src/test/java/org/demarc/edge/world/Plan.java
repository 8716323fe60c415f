package org.demarc.edge.world;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sim.Gen;

/// What is to happen in one call. Times in milliseconds.
///
/// @param number the called number, of this call alone
/// @param at when it is placed
/// @param offerless the INVITE has no offer
/// @param padding octets that make the INVITE long
/// @param cancelAfter the caller gives up so long after the INVITE if there is no answer
/// @param quirk what the caller does that a good one would not; only a raw caller does
/// @param callee what the called side does
/// @param acts what happens during the conversation
/// @param hangup who hangs up: true the caller
/// @param hangupAfter how long after the answer
public record Plan(
        String number,
        long at,
        boolean offerless,
        int padding,
        long cancelAfter,
        Quirk quirk,
        Callee callee,
        List<Act> acts,
        boolean hangup,
        long hangupAfter) {

    /// What a raw caller does wrong.
    public enum Quirk {
        NONE,
        NEVER_ACKS,
        REPEATS_ALL,
        BYE_WHILE_RINGING,
        CANCEL_AT_ONCE,
        INVITE_TWICE,
        ACK_WITHOUT_ANSWER,
        REINVITE_BEFORE_ANSWER,
        OLD_SEQUENCE,
        BYE_INSTEAD_OF_ACK
    }

    /// What a raw callee does wrong, or seldom.
    public enum Oddity {
        NONE,
        FORKS,
        ANSWERS_AFTER_CANCEL,
        BYE_BEFORE_ACK,
        SILENT,
        REPEATS_ALL,
        UPDATE_WHILE_RINGING,
        NO_CONTACT,
        NO_TAG,
        IGNORES_CANCEL,
        REINVITE_BEFORE_ACK,
        BAD_SDP,
        NO_SDP,
        EARLY_THEN_NO_SDP
    }

    /// What a callee does with an INVITE.
    ///
    /// @param ringAfter 180 after so long; -1: none
    /// @param earlyMedia 183 with an answer instead of 180
    /// @param finalAfter the final response after so long; -1: never
    /// @param status 200, or the refusal
    public record Callee(long ringAfter, boolean earlyMedia, long finalAfter, int status, Oddity oddity) {}

    /// What a side does in a conversation.
    public enum Deed {
        HOLD,
        RESUME,
        MOVE,
        REINVITE_WITHOUT_OFFER,
        UPDATE_HOLD,
        UPDATE_RESUME,
        UPDATE_WITHOUT_OFFER,
        INFO,
        INFO_ODD,
        OPTIONS,
        REFER,
        TWO_STREAMS,
        CANCEL_REINVITE
    }

    /// One of them.
    ///
    /// @param caller who
    /// @param after so long after the answer
    /// @param deed what
    /// @param answer how the other side takes an offer: 200 or a refusal
    /// @param pause how long it thinks
    public record Act(boolean caller, long after, Deed deed, int answer, long pause) {}

    /// How likely things are.
    ///
    /// @param answered of callees that answer, per cent
    /// @param cancelled of callers that give up early
    /// @param odd of raw callers and callees that misbehave
    /// @param acts the most deeds in a conversation
    /// @param glare per cent of deeds that come at the very time of another
    public record Mix(int answered, int cancelled, int odd, int acts, int glare) {
        public static final Mix USUAL = new Mix(75, 12, 40, 3, 30);
        public static final Mix STORM = new Mix(98, 2, 5, 12, 80);
        public static final Mix PLAIN = new Mix(90, 5, 0, 2, 10);
    }

    /// A call by chance.
    public static Plan random(Gen gen, Mix mix, String number, long at) {
        boolean answered = gen.below(100) < mix.answered();
        int status = answered
                ? 200
                : gen.pick(
                        302, 400, 401, 403, 404, 408, 420, 480, 481, 486, 487, 488, 491, 500, 501, 503, 504, 600, 603);
        long finalAfter = gen.chance(0.03) ? -1 : gen.pick(0L, 5L, 300L, (long) gen.below(12_000));
        long ringAfter = gen.chance(0.25) ? -1 : Math.min(gen.pick(0L, 30L, 400L), Math.max(0, finalAfter));
        Oddity oddity = gen.below(100) < mix.odd() ? gen.pick(Oddity.values()) : Oddity.NONE;
        var callee = new Callee(ringAfter, gen.chance(0.3), finalAfter, status, oddity);
        Quirk quirk = gen.below(100) < mix.odd() ? gen.pick(Quirk.values()) : Quirk.NONE;
        long cancelAfter = gen.below(100) < mix.cancelled() ? Math.max(1, finalAfter + gen.between(-200, 400)) : 70_000;
        long hangupAfter = gen.pick(0L, 50L, (long) gen.between(500, 3_000), (long) gen.between(3_000, 60_000));
        List<Act> acts = new ArrayList<>();
        int count = gen.below(mix.acts() + 1);
        long last = 1_000;
        for (int i = 0; i < count; i++) {
            long after = gen.below(100) < mix.glare() ? last + gen.between(-40, 40) : gen.between(20, 40_000);
            last = Math.max(0, after);
            int answer = gen.chance(0.8) ? 200 : gen.pick(488, 491, 500, 403, 481, 408);
            acts.add(new Act(gen.flip(), last, gen.pick(Deed.values()), answer, gen.pick(0L, 0L, 100L, 1_500L)));
        }
        return new Plan(
                number,
                at,
                gen.chance(0.2),
                gen.chance(0.1) ? 1_400 : 0,
                cancelAfter,
                quirk,
                callee,
                acts,
                gen.flip(),
                hangupAfter);
    }

    /// A plain call that is answered.
    public static Plan plain(String number) {
        return new Plan(
                number,
                0,
                false,
                0,
                70_000,
                Quirk.NONE,
                new Callee(50, false, 500, 200, Oddity.NONE),
                List.of(),
                true,
                10_000);
    }

    public Plan with(Callee other) {
        return new Plan(number, at, offerless, padding, cancelAfter, quirk, other, acts, hangup, hangupAfter);
    }

    public Plan with(Quirk other) {
        return new Plan(number, at, offerless, padding, cancelAfter, other, callee, acts, hangup, hangupAfter);
    }

    public Plan with(List<Act> others) {
        return new Plan(number, at, offerless, padding, cancelAfter, quirk, callee, others, hangup, hangupAfter);
    }

    public Plan withHangup(boolean byCaller, long after) {
        return new Plan(number, at, offerless, padding, cancelAfter, quirk, callee, acts, byCaller, after);
    }

    public Plan withCancel(long after) {
        return new Plan(number, at, offerless, padding, after, quirk, callee, acts, hangup, hangupAfter);
    }

    public Plan withOfferless(boolean without) {
        return new Plan(number, at, without, padding, cancelAfter, quirk, callee, acts, hangup, hangupAfter);
    }
}
