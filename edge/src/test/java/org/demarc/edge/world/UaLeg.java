package org.demarc.edge.world;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.ua.Content;
import org.demarc.sip.ua.Ending;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.IncomingInvite;
import org.demarc.sip.ua.IncomingUser;
import org.demarc.sip.ua.OutgoingInvite;
import org.demarc.sip.ua.OutgoingUser;
import org.demarc.sip.ua.RequestUser;
import org.demarc.sip.ua.Session;
import org.demarc.sip.ua.SessionUser;
import org.jspecify.annotations.Nullable;

/// One end of a call of a `UaAgent`.
final class UaLeg extends Party implements SessionUser, OutgoingUser, IncomingUser {
    /// Nobody talks longer than this: the side that does not hang up by its plan does then.
    private static final long LONGEST = 100_000;

    private final UaAgent agent;
    private final World world;
    private @Nullable OutgoingInvite outgoing;
    private @Nullable Session session;
    private @Nullable MiniSdp early;
    private @Nullable MiniSdp offered;
    private @Nullable MiniSdp offerHere;
    private boolean busy;
    private int unacknowledged;

    UaLeg(UaAgent agent, Script script, boolean caller) {
        super(script, caller);
        this.agent = agent;
        this.world = agent.world;
    }

    @Override
    public Zone zone() {
        return agent.zone();
    }

    @Override
    public boolean stable() {
        Session s = session;
        return state == State.TALKING
                && s != null
                && !s.over()
                && !s.inviteInProgress()
                && !busy
                && offered == null
                && offerHere == null
                && unacknowledged == 0;
    }

    private void changed() {
        changedAt = world.clock.millis();
    }

    private void later(long millis, Runnable task) {
        world.later(millis, () -> {
            if (state != State.CRASHED) task.run();
        });
    }

    // Calling.

    void dial(Flow flow) {
        Plan plan = script.plan;
        String own =
                "+1214555" + plan.number().substring(Math.max(0, plan.number().length() - 4));
        String host = VirtualSender.text(zone().edge());
        Content content = null;
        if (!plan.offerless()) {
            offered = agent.newMedia(agent.gen.chance(0.2));
            content = Content.sdp(offered.encode());
        }
        var order = new OutgoingInvite.Order(
                flow,
                "sip:" + plan.number() + "@" + host,
                "<sip:" + own + "@" + agent.address().getAddress().getHostAddress() + ">",
                "<sip:" + plan.number() + "@" + host + ">",
                world.gen.pick(70, 10, 2),
                content,
                agent.extra(plan.padding()),
                0,
                this);
        outgoing = agent.agent.invite(order, this);
        later(plan.cancelAfter(), () -> {
            if (state != State.OPEN) return;
            end(State.CANCELLED, "gave up", world.clock.millis());
            if (outgoing != null) outgoing.cancel(Extra.NONE);
        });
    }

    @Override
    public void progressed(OutgoingInvite invite, @Nullable Session ignored, Response response) {
        MiniSdp sdp = sdp(response);
        if (sdp != null) early = sdp;
    }

    @Override
    public void answered(OutgoingInvite invite, Session won, Response response) {
        MiniSdp sdp = sdp(response);
        session = won;
        won.user(this);
        MiniSdp mine = offered;
        offered = null;
        if (mine != null) {
            won.acknowledge(response, null);
            world.require(sdp != null || early != null, "a 2xx without an answer to our offer");
            remote = sdp != null ? sdp : early;
            local = mine;
        } else {
            world.require(sdp != null, "a 2xx without an offer to our INVITE without one");
            if (sdp == null) return;
            remote = sdp;
            local = answerTo(sdp, null);
            won.acknowledge(response, Content.sdp(local.encode()));
        }
        world.checkAnswer(mine, mine != null ? remote : null);
        talks();
    }

    @Override
    public void refused(OutgoingInvite invite, Response response) {
        status = response.status();
        end(State.REFUSED, response.reason(), world.clock.millis());
    }

    @Override
    public void failed(OutgoingInvite invite, Failure failure) {
        status = failure.kind().status();
        end(State.FAILED, failure.why(), world.clock.millis());
    }

    // Being called.

    void invited(IncomingInvite invite) {
        invite.user(this);
        Plan.Callee plan = script.plan.callee();
        offerHere = sdp(invite.request());
        Session early1 = invite.fork(this);
        if (early1 == null) throw new AssertionError("the edge's INVITE makes no dialog");
        session = early1;
        if (plan.ringAfter() >= 0) later(plan.ringAfter(), () -> ring(invite, early1, plan.earlyMedia()));
        if (plan.finalAfter() >= 0) later(plan.finalAfter(), () -> decide(invite, early1, plan.status()));
        later(LONGEST, () -> decide(invite, early1, 480)); // no telephone rings for ever
    }

    private void ring(IncomingInvite invite, Session s, boolean withMedia) {
        if (invite.over()) return;
        MiniSdp offer = offerHere;
        if (withMedia && offer != null) {
            early = answerTo(offer, null);
            invite.progress(s, 183, "Session Progress", Content.sdp(early.encode()), agent.extra(0));
        } else {
            invite.progress(s, 180, "Ringing", null, agent.extra(0));
        }
    }

    private void decide(IncomingInvite invite, Session s, int finalStatus) {
        if (invite.over()) return;
        if (finalStatus != 200) {
            status = finalStatus;
            end(State.REFUSED, "as planned", world.clock.millis());
            List<Extra.Line> lines = new ArrayList<>(agent.extra(0).fields());
            if (finalStatus == 302) {
                lines.add(new Extra.Line(
                        HeaderName.CONTACT,
                        "<sip:+13125550123@" + agent.address().getAddress().getHostAddress() + ">"));
            }
            if (finalStatus == 503) lines.add(new Extra.Line(HeaderName.RETRY_AFTER, "1"));
            invite.refuse(finalStatus, "No", new Extra(lines));
            return;
        }
        MiniSdp offer = offerHere;
        offerHere = null;
        unacknowledged++;
        if (offer != null) {
            MiniSdp answer = early != null ? early : answerTo(offer, null);
            local = answer;
            remote = offer;
            invite.accept(s, Content.sdp(answer.encode()), agent.extra(0));
        } else {
            offered = agent.newMedia(false);
            invite.accept(s, Content.sdp(offered.encode()), agent.extra(0));
        }
        talks();
    }

    @Override
    public void cancelled(IncomingInvite invite, Request request) {
        end(State.CANCELLED, request.method() + " came", world.clock.millis());
    }

    // Talking.

    private void talks() {
        talk(world.clock.millis());
        Plan plan = script.plan;
        later(plan.hangup() == caller ? plan.hangupAfter() : LONGEST, this::hangUp);
        for (Plan.Act act : plan.acts()) {
            if (act.caller() == caller) later(act.after(), () -> perform(act));
        }
    }

    void hangUp() {
        Session s = session;
        if (state != State.TALKING || s == null) return;
        end(State.ENDED, "hung up", world.clock.millis());
        s.bye(Extra.NONE);
    }

    void perform(Plan.Act act) {
        Session s = session;
        if (state != State.TALKING || s == null || s.over() || local == null) return;
        script.latest = act;
        switch (act.deed()) {
            case HOLD -> offer(s, directed("sendonly"), false);
            case RESUME -> offer(s, directed("sendrecv"), false);
            case MOVE -> offer(s, moved(), false);
            case TWO_STREAMS -> offer(s, widened(), false);
            case UPDATE_HOLD -> offer(s, directed("inactive"), true);
            case UPDATE_RESUME -> offer(s, directed("sendrecv"), true);
            case REINVITE_WITHOUT_OFFER -> offer(s, null, false);
            case CANCEL_REINVITE -> {
                offer(s, moved(), false);
                later(Math.max(0, act.pause() + agent.gen.between(-60, 60)), s::cancelReinvite);
            }
            case UPDATE_WITHOUT_OFFER -> s.send(Method.UPDATE, null, Extra.NONE, new Asked(null));
            case INFO ->
                s.send(
                        Method.INFO,
                        new Content("application/dtmf-relay", new byte[] {'S', '=', '5'}),
                        Extra.NONE,
                        new Asked(null));
            case INFO_ODD ->
                s.send(Method.INFO, new Content("application/x-odd", new byte[] {'?'}), Extra.NONE, new Asked(null));
            case OPTIONS -> s.send(Method.OPTIONS, null, Extra.NONE, new Asked(null));
            case REFER -> s.send(Method.REFER, null, Extra.NONE, new Asked(null));
        }
    }

    private void offer(Session s, @Nullable MiniSdp sdp, boolean update) {
        if (offered != null || offerHere != null || busy || unacknowledged > 0 || s.inviteInProgress()) return;
        changed();
        offered = sdp;
        Content content = sdp == null ? null : Content.sdp(sdp.encode());
        if (update) s.send(Method.UPDATE, content, Extra.NONE, new Asked(sdp));
        else s.reinvite(content, new Asked(sdp));
        if (sdp == null) busy = true;
    }

    private MiniSdp current() {
        MiniSdp now = local;
        if (now == null) throw new IllegalStateException("nothing was agreed on");
        return now;
    }

    private MiniSdp directed(String direction) {
        MiniSdp now = current();
        List<MiniSdp.Stream> streams = new ArrayList<>();
        for (MiniSdp.Stream s : now.streams()) streams.add(new MiniSdp.Stream(s.type(), s.port(), direction));
        return next(now.withStreams(streams));
    }

    private MiniSdp moved() {
        MiniSdp now = current();
        List<MiniSdp.Stream> streams = new ArrayList<>(now.streams());
        streams.set(0, new MiniSdp.Stream("audio", agent.newPort(), "sendrecv"));
        return next(now.withStreams(streams));
    }

    private MiniSdp widened() {
        MiniSdp now = current();
        if (now.streams().size() > 1) return moved();
        List<MiniSdp.Stream> streams = new ArrayList<>(now.streams());
        streams.add(new MiniSdp.Stream("video", agent.newPort(), "sendrecv"));
        return next(now.withStreams(streams));
    }

    private long version;

    private MiniSdp next(MiniSdp sdp) {
        version = Math.max(version, sdp.version()) + 1;
        return sdp.withVersion(version);
    }

    /// Our answer: our streams as they are, as many as the offer has, each with the direction that fits.
    private MiniSdp answerTo(MiniSdp offer, @Nullable MiniSdp mine) {
        MiniSdp base = mine != null ? mine : agent.newMedia(false);
        List<MiniSdp.Stream> streams = new ArrayList<>();
        for (int i = 0; i < offer.streams().size(); i++) {
            MiniSdp.Stream theirs = offer.streams().get(i);
            int port = i < base.streams().size() ? base.streams().get(i).port() : 0;
            boolean taken = theirs.port() != 0 && theirs.type().equals("audio");
            if (taken && port == 0) port = agent.newPort();
            streams.add(new MiniSdp.Stream(theirs.type(), taken ? port : 0, MiniSdp.reversed(theirs.direction())));
        }
        MiniSdp answer = base.withStreams(streams);
        if (mine == null || !answer.streams().equals(mine.streams())) return next(answer);
        return answer;
    }

    private static @Nullable MiniSdp sdp(SipMessage message) {
        return message.hasBody() ? MiniSdp.parse(message.bodyBytes()) : null;
    }

    /// What comes of a request of ours.
    private final class Asked implements RequestUser {
        private final @Nullable MiniSdp mine;

        Asked(@Nullable MiniSdp mine) {
            this.mine = mine;
        }

        @Override
        public void answered(Session s, Response response) {
            changed();
            boolean invite = Method.INVITE.equals(response.cseqMethod());
            boolean success = response.isSuccess();
            if (!invite && mine == null) return;
            MiniSdp sdp = sdp(response);
            if (mine != null) {
                offered = null;
                if (success) {
                    world.require(sdp != null, "no answer in a 2xx to an offer");
                    local = mine;
                    remote = sdp;
                    world.checkAnswer(mine, sdp);
                    if (invite) s.acknowledge(response, null);
                }
            } else {
                busy = false;
                if (success) {
                    world.require(sdp != null, "no offer in a 2xx to a re-INVITE without one");
                    if (sdp == null) return;
                    remote = sdp;
                    local = answerTo(sdp, local);
                    s.acknowledge(response, Content.sdp(local.encode()));
                }
            }
        }

        @Override
        public void failed(Session s, Failure failure) {
            changed();
            if (mine != null) offered = null;
            else busy = false;
        }
    }

    // What the other side asks for.

    @Override
    public void reinvited(Session s, InviteServerTransaction transaction, Request invite) {
        changed();
        MiniSdp sdp = sdp(invite);
        if (offered != null || offerHere != null) {
            s.refuse(transaction, 491, "Request Pending", Extra.NONE);
            return;
        }
        offerHere = sdp;
        busy = true;
        int answer = script.answerToLatest();
        later(script.pauseOfLatest(), () -> {
            if (s.over() || !busy || !transaction.pending()) return;
            busy = false;
            offerHere = null;
            changed();
            if (answer != 200) {
                s.refuse(transaction, answer, "No", Extra.NONE);
                return;
            }
            unacknowledged++;
            if (sdp != null) {
                local = answerTo(sdp, local);
                remote = sdp;
                s.accept(transaction, Content.sdp(local.encode()));
            } else {
                offered = next(current());
                s.accept(transaction, Content.sdp(offered.encode()));
            }
        });
    }

    @Override
    public void updated(Session s, ServerTransaction transaction, Request update) {
        changed();
        MiniSdp sdp = sdp(update);
        if (sdp == null) {
            s.respond(transaction, 200, "OK", null, Extra.NONE);
        } else if (offered != null) {
            s.respond(transaction, 491, "Request Pending", null, Extra.NONE);
        } else if (offerHere != null || busy || state != State.TALKING) {
            s.respond(transaction, 500, "Busy", null, Extra.of(HeaderName.RETRY_AFTER, "1"));
        } else if (script.answerToLatest() != 200) {
            s.respond(
                    transaction,
                    script.answerToLatest() == 408 ? 500 : script.answerToLatest(),
                    "No",
                    null,
                    Extra.NONE);
        } else {
            local = answerTo(sdp, local);
            remote = sdp;
            s.respond(transaction, 200, "OK", Content.sdp(local.encode()), Extra.NONE);
        }
    }

    @Override
    public void informed(Session s, ServerTransaction transaction, Request info) {
        s.respond(transaction, 200, "OK", null, Extra.NONE);
    }

    @Override
    public void acknowledged(Session s, Request ack) {
        changed();
        unacknowledged = Math.max(0, unacknowledged - 1);
        MiniSdp mine = offered;
        if (mine == null || s.inviteInProgress()) return;
        offered = null;
        MiniSdp sdp = sdp(ack);
        if (sdp == null) {
            if (script.plan.quirk() == Plan.Quirk.NONE)
                world.suspicion("an ACK without an answer to the offer in our 2xx");
            return;
        }
        local = mine;
        remote = sdp;
        world.checkAnswer(mine, sdp);
    }

    @Override
    public void reinviteCancelled(Session s) {
        changed();
        busy = false;
        offerHere = null;
    }

    @Override
    public void ended(Session s, Ending ending) {
        end(answered ? State.ENDED : State.CANCELLED, ending.getClass().getSimpleName(), world.clock.millis());
    }
}
