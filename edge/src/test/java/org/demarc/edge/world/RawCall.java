package org.demarc.edge.world;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.demarc.edge.world.Plan.Oddity;
import org.demarc.edge.world.Plan.Quirk;
import org.jspecify.annotations.Nullable;

/// One call of a raw agent, as caller or as called.
final class RawCall {
    private static final long LONGEST = 100_000;
    private static final byte[] RUBBISH = "v=0\r\nthis is no description\r\n".getBytes(StandardCharsets.UTF_8);

    final RawAgent agent;
    final Script script;
    final String callId;
    private final Map<String, RawDialog> dialogs = new LinkedHashMap<>();
    private final Map<String, String> inviteTexts = new HashMap<>();
    private @Nullable RawDialog first;
    private @Nullable RawMessage invite;
    private String branch = "";
    private boolean caller;
    private boolean ringing;
    private boolean giveUp;
    private boolean cancelSent;
    private boolean decided;
    private int refusals;
    private int invitesSent;
    private final boolean recordsRoute;

    RawCall(RawAgent agent, Script script, String callId) {
        this.agent = agent;
        this.script = script;
        this.callId = callId;
        this.recordsRoute = agent.gen.chance(0.2);
    }

    int alive() {
        int alive = 0;
        for (RawDialog dialog : dialogs.values()) {
            if (!dialog.over()) alive++;
        }
        return alive;
    }

    void crashed() {
        for (RawDialog dialog : dialogs.values()) dialog.end(Party.State.CRASHED, "the machine died", agent.now());
    }

    private Quirk quirk() {
        return caller ? script.plan.quirk() : Quirk.NONE;
    }

    private Oddity oddity() {
        return caller ? Oddity.NONE : script.plan.callee().oddity();
    }

    boolean often() {
        return quirk() == Quirk.REPEATS_ALL || oddity() == Oddity.REPEATS_ALL;
    }

    // Calling.

    void dial(boolean dead) {
        caller = true;
        Plan plan = script.plan;
        String tag = agent.token();
        var dialog = new RawDialog(this, true, tag);
        dialog.localLine = "\"Caller\" <sip:+1214555"
                + plan.number().substring(Math.max(0, plan.number().length() - 4)) + "@" + agent.host() + ">;tag="
                + tag;
        dialog.remoteLine =
                "<sip:" + plan.number() + "@" + VirtualSender.text(agent.zone().edge()) + ">";
        dialog.target =
                "sip:" + plan.number() + "@" + VirtualSender.text(agent.zone().edge());
        dialog.sequence = 1;
        dialogs.put(tag, dialog);
        first = dialog;
        script.caller = dialog;
        if (dead) {
            dialog.end(Party.State.CRASHED, "the machine is dead", agent.now());
            return;
        }
        if (!plan.offerless()) dialog.local = agent.newMedia();
        branch = agent.branch();
        invite(dialog, branch);
        if (quirk() == Quirk.INVITE_TWICE) {
            String other = agent.branch();
            agent.later(agent.gen.between(0, 50), () -> invite(dialog, other));
        }
        if (quirk() == Quirk.CANCEL_AT_ONCE) {
            agent.later(0, () -> {
                giveUp = true;
                cancel();
            });
        }
        agent.later(plan.cancelAfter(), () -> {
            if (decided) return;
            giveUp = true;
            if (ringing) cancel();
        });
        agent.later(32_500, () -> {
            if (!ringing && !decided) dialog.end(Party.State.FAILED, "no response", agent.now());
        });
        agent.later(plan.cancelAfter() + 45_000, () -> {
            if (!decided) dialog.end(Party.State.FAILED, "nothing final", agent.now());
        });
    }

    private RawAgent.Retry invite(RawDialog dialog, String at) {
        invitesSent++;
        byte[] sdp = dialog.local == null ? null : dialog.local.encode();
        String text = dialog.request("INVITE", 1, at, sdp);
        inviteTexts.put(at, text);
        return agent.ask(at, "INVITE", text, often());
    }

    private void cancel() {
        if (cancelSent || decided) return;
        cancelSent = true;
        agent.ask(branch, "CANCEL", shortened(inviteTexts.getOrDefault(branch, ""), "CANCEL", ""), often());
    }

    /// CANCEL or ACK out of an INVITE: the same without body, with another method.
    private static String shortened(String text, String method, String toTag) {
        var out = new StringBuilder();
        for (String line : text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n")) {
            if (line.startsWith("INVITE ")) out.append(method).append(line.substring(6));
            else if (line.startsWith("CSeq")) out.append(line.replace("INVITE", method));
            else if (line.startsWith("To:") && !toTag.isEmpty() && !line.contains(";tag="))
                out.append(line).append(";tag=").append(toTag);
            else if (line.startsWith("Content-") || line.startsWith("Contact")) continue;
            else out.append(line);
            out.append("\r\n");
        }
        return out.append("Content-Length: 0\r\n\r\n").toString();
    }

    void response(RawMessage message) {
        if (!message.method().equals("INVITE")) {
            if (message.method().equals("BYE") && message.status() >= 200) return;
            return;
        }
        String text = inviteTexts.get(message.branch());
        if (message.status() >= 300 && text != null) {
            agent.transmit(shortened(text, "ACK", message.toTag()).getBytes(StandardCharsets.UTF_8), often());
        }
        RawDialog dialog = first;
        if (!caller || message.sequence() != 1 || dialog == null) {
            reinvited(message);
            return;
        }
        if (message.status() < 200) rings(dialog, message);
        else if (message.status() < 300) answered(dialog, message);
        else refused(dialog, message);
    }

    private void rings(RawDialog dialog, RawMessage message) {
        ringing = true;
        if (giveUp) cancel();
        if (message.toTag().isEmpty() || decided || cancelSent) return;
        if (quirk() == Quirk.BYE_WHILE_RINGING || quirk() == Quirk.REINVITE_BEFORE_ANSWER) {
            if (!dialog.remoteTag.isEmpty()) return;
            dialog.remoteTag = message.toTag();
            String toLine = dialog.remoteLine;
            dialog.remoteLine = toLine + ";tag=" + message.toTag();
            dialog.target = message.target();
            String at = agent.branch();
            String method = quirk() == Quirk.BYE_WHILE_RINGING ? "BYE" : "INVITE";
            String text = dialog.request(method, ++dialog.sequence, at, null);
            if (method.equals("INVITE")) inviteTexts.put(at, text);
            agent.ask(at, method, text, often());
            dialog.remoteLine = toLine;
        }
    }

    private void answered(RawDialog dialog, RawMessage message) {
        boolean firstTime = !decided;
        decided = true;
        if (firstTime) {
            dialog.remoteTag = message.toTag();
            dialog.remoteLine = message.get("To");
            dialog.target = message.target();
            dialog.talk(agent.now());
            if (dialog.local == null) {
                dialog.remote = message.sdp();
                if (quirk() != Quirk.ACK_WITHOUT_ANSWER) dialog.local = agent.newMedia();
            } else {
                dialog.remote = message.sdp();
            }
        }
        boolean offerless = script.plan.offerless();
        if (quirk() == Quirk.BYE_INSTEAD_OF_ACK && firstTime) {
            dialog.bye();
            return;
        }
        if (quirk() != Quirk.NEVER_ACKS && quirk() != Quirk.BYE_INSTEAD_OF_ACK) {
            byte[] sdp = offerless && dialog.local != null ? dialog.local.encode() : null;
            String ack = dialog.request("ACK", 1, agent.branch(), sdp);
            agent.transmit(ack.getBytes(StandardCharsets.UTF_8), often());
        }
        if (!firstTime) return;
        if (cancelSent) {
            dialog.bye();
            return;
        }
        if (quirk() == Quirk.OLD_SEQUENCE) {
            String at = agent.branch();
            agent.ask(at, "INFO", dialog.request("INFO", 1, at, null), false);
        }
        boolean mine = script.plan.hangup();
        agent.later(mine ? script.plan.hangupAfter() : LONGEST, dialog::bye);
    }

    private void refused(RawDialog dialog, RawMessage message) {
        refusals++;
        if (message.status() == 482 && invitesSent > refusals) return; // the copy by another path
        if (decided) return;
        decided = true;
        dialog.status = message.status();
        dialog.end(giveUp ? Party.State.CANCELLED : Party.State.REFUSED, message.start, agent.now());
    }

    /// What comes of a re-INVITE of ours.
    private void reinvited(RawMessage message) {
        RawDialog dialog = dialogs.get(message.fromTag());
        if (dialog == null || message.status() < 200 || message.status() > 299) return;
        String ack = dialog.request("ACK", message.sequence(), agent.branch(), null);
        agent.transmit(ack.getBytes(StandardCharsets.UTF_8), often());
    }

    // Being called.

    void invited(RawMessage message) {
        invite = message;
        Plan.Callee plan = script.plan.callee();
        if (oddity() == Oddity.SILENT) return;
        int forks = oddity() == Oddity.FORKS ? agent.gen.between(2, 4) : 1;
        for (int i = 0; i < forks; i++) {
            RawDialog fork = fork(message);
            if (i == 0) first = fork;
            long later = i == 0 ? 0 : agent.gen.between(0, 400);
            boolean media = plan.earlyMedia() || oddity() == Oddity.EARLY_THEN_NO_SDP;
            if (plan.ringAfter() >= 0 || media) {
                agent.later(Math.max(0, plan.ringAfter()) + later, () -> ring(fork, media));
            }
            if (plan.finalAfter() < 0 || oddity() == Oddity.IGNORES_CANCEL) continue;
            if (plan.status() == 200) {
                long at = Math.max(plan.finalAfter(), Math.max(0, plan.ringAfter()))
                        + (i == 0 ? 1 : agent.gen.between(0, 600));
                agent.later(at, () -> accept(fork));
            } else if (i == 0) {
                agent.later(plan.finalAfter() + later, () -> refuse(plan.status()));
            }
        }
        agent.later(250_000, () -> {
            for (RawDialog fork : dialogs.values()) fork.end(Party.State.FAILED, "nothing came of it", agent.now());
        });
    }

    private RawDialog fork(RawMessage message) {
        var fork = new RawDialog(this, false, agent.token());
        fork.remoteTag = message.fromTag();
        fork.remoteLine = message.get("From");
        fork.localLine = message.get("To") + ";tag=" + fork.localTag;
        fork.target = message.target();
        fork.remote = message.sdp();
        dialogs.put(fork.localTag, fork);
        script.called.add(fork);
        return fork;
    }

    private String routes() {
        return recordsRoute ? "Record-Route: <sip:" + agent.zone().word() + "-proxy@" + agent.host() + ";lr>\r\n" : "";
    }

    private void ring(RawDialog fork, boolean media) {
        RawMessage request = invite;
        if (decided || fork.over() || request == null) return;
        byte[] sdp = null;
        if (media && fork.remote != null) {
            if (fork.local == null) fork.local = agent.newMedia();
            sdp = fork.local.encode();
        }
        agent.answer(
                request,
                agent.reply(request, sdp == null ? 180 : 183, fork.localTag, agent.contact() + routes(), sdp),
                often());
        if (oddity() == Oddity.UPDATE_WHILE_RINGING) {
            String at = agent.branch();
            byte[] offer = agent.gen.flip() ? agent.newMedia().encode() : null;
            agent.ask(at, "UPDATE", fork.request("UPDATE", ++fork.sequence, at, offer), false);
        }
    }

    private void accept(RawDialog fork) {
        RawMessage request = invite;
        boolean several = oddity() == Oddity.FORKS;
        if (request == null || fork.over() || (decided && !several) || cancelSent) return;
        decided = true;
        fork.talk(agent.now());
        if (fork.local == null) fork.local = agent.newMedia();
        byte[] sdp = switch (oddity()) {
            case BAD_SDP -> RUBBISH;
            case NO_SDP, EARLY_THEN_NO_SDP -> null;
            default -> fork.local.encode();
        };
        String tag = oddity() == Oddity.NO_TAG ? "" : fork.localTag;
        String contact = oddity() == Oddity.NO_CONTACT ? "" : agent.contact();
        String text = agent.reply(request, 200, tag, contact + routes(), sdp);
        agent.answer(request, text, often());
        repeat(fork, text.getBytes(StandardCharsets.UTF_8), 500, 32_000);
        if (oddity() == Oddity.BYE_BEFORE_ACK) {
            agent.later(agent.gen.between(0, 30), fork::bye);
        } else if (oddity() == Oddity.REINVITE_BEFORE_ACK) {
            String at = agent.branch();
            String again =
                    fork.request("INVITE", ++fork.sequence, at, agent.newMedia().encode());
            inviteTexts.put(at, again);
            agent.ask(at, "INVITE", again, false);
        }
        boolean mine = !script.plan.hangup();
        agent.later(mine ? script.plan.hangupAfter() : LONGEST, () -> {
            if (fork.acknowledged) fork.bye();
        });
    }

    /// The 2xx again until its ACK comes; BYE when it never does.
    private void repeat(RawDialog fork, byte[] text, long wait, long left) {
        agent.later(wait, () -> {
            if (fork.acknowledged || fork.over()) return;
            if (left - wait <= 0) {
                boolean usable = oddity() != Oddity.NO_TAG && oddity() != Oddity.NO_CONTACT;
                if (usable) fork.bye();
                else fork.end(Party.State.FAILED, "no ACK", agent.now());
                return;
            }
            agent.transmit(text, false);
            repeat(fork, text, Math.min(2 * wait, 4_000), left - wait);
        });
    }

    private void refuse(int status) {
        RawMessage request = invite;
        if (request == null || decided) return;
        decided = true;
        String tag = first == null ? agent.token() : first.localTag;
        String extra = status == 302 ? "Contact: <sip:+13125550123@" + agent.host() + ">\r\n" : "";
        if (status == 401)
            extra = "WWW-Authenticate: Digest realm=\"" + agent.zone().word() + "\", nonce=\"1\"\r\n";
        if (status == 503 && agent.gen.flip()) extra = "Retry-After: 2\r\n";
        String text = agent.reply(request, status, tag, extra, null);
        agent.answer(request, text, often());
        again(text.getBytes(StandardCharsets.UTF_8), 500, 32_000);
        for (RawDialog fork : dialogs.values()) {
            fork.status = status;
            fork.end(cancelSent ? Party.State.CANCELLED : Party.State.REFUSED, "status " + status, agent.now());
        }
    }

    private boolean refusalAcknowledged;

    private void again(byte[] text, long wait, long left) {
        agent.later(wait, () -> {
            if (refusalAcknowledged || left <= 0) return;
            agent.transmit(text, false);
            again(text, Math.min(2 * wait, 4_000), left - wait);
        });
    }

    /// A request of the edge in this call, for the first time.
    void request(RawMessage message) {
        if (message.method().equals("INVITE") && message.toTag().isEmpty()) return; // again, and not answered yet
        switch (message.method()) {
            case "CANCEL" -> cancelled(message);
            case "ACK" -> acknowledged(message);
            default -> inDialog(message);
        }
    }

    private void cancelled(RawMessage message) {
        if (oddity() == Oddity.IGNORES_CANCEL) {
            for (RawDialog fork : dialogs.values()) {
                agent.later(70_000, () -> fork.end(Party.State.CANCELLED, "CANCEL was ignored", agent.now()));
            }
            return;
        }
        agent.answer(message, agent.reply(message, 200, agent.token(), "", null), often());
        if (decided) return;
        RawDialog fork = first;
        if (oddity() == Oddity.ANSWERS_AFTER_CANCEL && fork != null) {
            accept(fork);
            return;
        }
        cancelSent = true;
        refuse(487);
    }

    private void acknowledged(RawMessage message) {
        RawDialog dialog = dialogs.get(message.toTag());
        if (dialog == null || !dialog.answered) {
            refusalAcknowledged = true;
            return;
        }
        dialog.acknowledged = true;
        if (message.sdp() != null) dialog.remote = message.sdp();
    }

    private void inDialog(RawMessage message) {
        RawDialog dialog = dialogs.get(message.toTag());
        String tag = message.toTag();
        if (dialog == null || (dialog.over() && !message.method().equals("BYE"))) {
            agent.answer(message, agent.reply(message, 481, tag, "", null), often());
            return;
        }
        switch (message.method()) {
            case "BYE" -> {
                agent.answer(message, agent.reply(message, 200, tag, "", null), often());
                dialog.acknowledged = true;
                dialog.end(Party.State.ENDED, "BYE came", agent.now());
            }
            case "INVITE" -> {
                byte[] sdp = dialog.local == null ? agent.newMedia().encode() : dialog.local.encode();
                int answer = script.answerToLatest();
                String text = agent.reply(
                        message, answer, tag, answer == 200 ? agent.contact() : "", answer == 200 ? sdp : null);
                agent.answer(message, text, often());
                dialog.acknowledged = false;
                if (answer == 200) repeatInDialog(dialog, text.getBytes(StandardCharsets.UTF_8), 500, 32_000);
            }
            case "UPDATE" -> {
                byte[] sdp = message.sdp() == null || dialog.local == null ? null : dialog.local.encode();
                agent.answer(message, agent.reply(message, 200, tag, agent.contact(), sdp), often());
            }
            case "INFO", "OPTIONS" -> agent.answer(message, agent.reply(message, 200, tag, "", null), often());
            default ->
                agent.answer(message, agent.reply(message, 405, tag, "Allow: INVITE, ACK, BYE\r\n", null), often());
        }
    }

    private void repeatInDialog(RawDialog dialog, byte[] text, long wait, long left) {
        agent.later(wait, () -> {
            if (dialog.acknowledged || dialog.over() || left <= 0) return;
            agent.transmit(text, false);
            repeatInDialog(dialog, text, Math.min(2 * wait, 4_000), left - wait);
        });
    }
}
