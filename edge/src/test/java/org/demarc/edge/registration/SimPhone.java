package org.demarc.edge.registration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.routing.Called;
import org.demarc.edge.world.SeededTokens;
import org.demarc.edge.world.VirtualSender;
import org.demarc.edge.world.VirtualTimers;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
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
import org.demarc.sip.ua.UserAgent;
import org.demarc.sip.ua.UserAgentUser;
import org.jspecify.annotations.Nullable;

/// Rings and answers whatever calls, talks for a while, asks for hold now and then, and hangs up.
final class SimPhone implements UserAgentUser, SessionUser, OutgoingUser, RequestUser, IncomingUser {
    private static final int HANG_UP = 0;
    private static final int HOLD = 1;

    final UserAgent agent;
    final List<Request> called = new ArrayList<>();
    final List<Integer> refusals = new ArrayList<>();
    int answered;
    int failed;
    private final VirtualTimers timers;
    private final Gen gen;
    private final String host;

    SimPhone(VirtualClock clock, VirtualSender sender, Gen gen, String host) {
        this.gen = gen;
        this.host = host;
        timers = new VirtualTimers(clock);
        agent = new UserAgent(
                sender, timers, SeededTokens.marked(gen.split(), "far"), TimerConfig.RFC3261, 10_000, this);
    }

    private Content sdp() {
        long n = gen.between(1, 1_000_000);
        return Content.sdp(("v=0\r\no=- " + n + " 1 IN IP4 " + host + "\r\ns=-\r\nc=IN IP4 " + host
                        + "\r\nt=0 0\r\nm=audio " + (10_000 + 2 * (n % 10_000)) + " RTP/AVP 0\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    void dial(Flow flow, String uri, String from) {
        var order =
                new OutgoingInvite.Order(flow, uri, "<" + from + ">", "<" + uri + ">", 70, sdp(), Extra.NONE, 0, this);
        agent.invite(order, this);
    }

    /// The called numbers, in order.
    List<@Nullable String> numbers() {
        var numbers = new ArrayList<@Nullable String>();
        for (Request invite : called) numbers.add(Called.number(invite.requestUri()));
        return numbers;
    }

    @Override
    public void invited(IncomingInvite invite) {
        called.add(invite.request());
        invite.user(this);
        Session session = invite.fork(this);
        if (session == null) throw new AssertionError("an INVITE without Contact");
        invite.progress(session, 180, "Ringing", null, Extra.NONE);
        timers.after(
                gen.between(100, 2_000),
                _ -> {
                    if (!invite.over()) invite.accept(session, sdp(), Extra.NONE);
                    talk(session);
                },
                0);
    }

    private void talk(Session session) {
        timers.after(gen.between(5_000, 60_000), _ -> session.bye(Extra.NONE), HANG_UP);
        if (gen.flip()) {
            timers.after(
                    gen.between(1_000, 20_000),
                    _ -> {
                        if (!session.over() && !session.inviteInProgress()) session.reinvite(sdp(), this);
                    },
                    HOLD);
        }
    }

    @Override
    public void asked(ServerTransaction transaction, Request request) {
        transaction.respond(agent.answer(request, 200, "OK").build());
    }

    @Override
    public void answered(OutgoingInvite invite, Session session, Response response) {
        answered++;
        session.acknowledge(response, null);
        talk(session);
    }

    @Override
    public void refused(OutgoingInvite invite, Response response) {
        refusals.add(response.status());
    }

    @Override
    public void failed(OutgoingInvite invite, Failure failure) {
        failed++;
    }

    @Override
    public void answered(Session session, Response response) {
        if (response.isSuccess() && response.raw(HeaderName.CSEQ) instanceof String cseq && cseq.endsWith("INVITE")) {
            session.acknowledge(response, null);
        }
    }

    @Override
    public void failed(Session session, Failure failure) {}

    @Override
    public void reinvited(Session session, InviteServerTransaction transaction, Request invite) {
        session.accept(transaction, sdp());
    }

    @Override
    public void updated(Session session, ServerTransaction transaction, Request update) {
        session.respond(transaction, 200, "OK", update.hasBody() ? sdp() : null, Extra.NONE);
    }

    @Override
    public void informed(Session session, ServerTransaction transaction, Request info) {
        session.respond(transaction, 200, "OK", null, Extra.NONE);
    }

    @Override
    public void acknowledged(Session session, Request ack) {}

    @Override
    public void reinviteCancelled(Session session) {}

    @Override
    public void ended(Session session, Ending ending) {}

    @Override
    public void progressed(OutgoingInvite invite, @Nullable Session early, Response response) {}

    @Override
    public void cancelled(IncomingInvite invite, Request request) {}
}
