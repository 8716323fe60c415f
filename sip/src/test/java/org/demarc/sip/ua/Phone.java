package org.demarc.sip.ua;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.Lab;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
import org.jspecify.annotations.Nullable;

/// A user agent with a user that writes down what it hears, and answers nothing by itself.
final class Phone implements UserAgentUser, SessionUser, OutgoingUser, RequestUser, IncomingUser {
    static final Content SDP = Content.sdp("v=0\r\n".getBytes(StandardCharsets.UTF_8));

    final Lab lab = new Lab();
    final UserAgent agent = new UserAgent(lab, lab, lab, TimerConfig.RFC3261, 100, this);
    final List<IncomingInvite> invites = new ArrayList<>();
    final List<ServerTransaction> asked = new ArrayList<>();
    final List<Session> won = new ArrayList<>();
    final List<Integer> refusals = new ArrayList<>();
    final List<Integer> answers = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();
    final List<Ending> endings = new ArrayList<>();

    /// Calls the peer.
    OutgoingInvite call(@Nullable Content content, long noResponse) {
        var order = new OutgoingInvite.Order(
                Lab.UDP,
                "sip:bob@192.0.2.2",
                "<sip:alice@192.0.2.1>",
                "<sip:bob@192.0.2.2>",
                70,
                content,
                Extra.NONE,
                noResponse,
                this);
        return agent.invite(order, this);
    }

    /// The session of a call to the peer that it has answered.
    Session caller() {
        call(SDP, 0);
        Request invite = lab.only().request();
        Response success = Lab.answer(invite, 200, "b1");
        agent.received(success, Lab.UDP);
        Session session = won.getLast();
        session.acknowledge(success, null);
        lab.taken();
        return session;
    }

    /// The session of a call of the peer that is answered and acknowledged.
    Session callee() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        IncomingInvite invite = invites.getLast();
        Session session = Objects.requireNonNull(invite.fork(this));
        invite.accept(session, SDP, Extra.NONE);
        arrives("ACK", 1, session);
        lab.taken();
        return session;
    }

    /// A request of the caller inside the dialog of `callee()`.
    void arrives(String method, long sequence, Session session) {
        String tag = session.dialog().localTag();
        agent.received(Lab.follow(method, "z9hG4bK" + method + sequence, sequence, tag), Lab.UDP);
    }

    /// Statuses of the responses that left since.
    List<Integer> statuses() {
        return lab.taken().stream()
                .filter(s -> s.message() instanceof Response)
                .map(s -> s.response().status())
                .toList();
    }

    /// Methods of the requests that left since.
    List<String> methods() {
        return lab.taken().stream()
                .filter(s -> s.message() instanceof Request)
                .map(s -> s.request().method().name())
                .toList();
    }

    @Override
    public void invited(IncomingInvite invite) {
        invites.add(invite);
        invite.user(this);
    }

    @Override
    public void asked(ServerTransaction transaction, Request request) {
        asked.add(transaction);
    }

    @Override
    public void cancelled(IncomingInvite invite, Request request) {}

    @Override
    public void progressed(OutgoingInvite invite, @Nullable Session early, Response response) {}

    @Override
    public void answered(OutgoingInvite invite, Session session, Response response) {
        won.add(session);
    }

    @Override
    public void refused(OutgoingInvite invite, Response response) {
        refusals.add(response.status());
    }

    @Override
    public void failed(OutgoingInvite invite, Failure failure) {
        failures.add(failure);
    }

    @Override
    public void answered(Session session, Response response) {
        answers.add(response.status());
    }

    @Override
    public void failed(Session session, Failure failure) {
        failures.add(failure);
    }

    @Override
    public void reinvited(Session session, InviteServerTransaction transaction, Request invite) {
        asked.add(transaction);
    }

    @Override
    public void updated(Session session, ServerTransaction transaction, Request update) {
        asked.add(transaction);
    }

    @Override
    public void informed(Session session, ServerTransaction transaction, Request info) {
        asked.add(transaction);
    }

    @Override
    public void acknowledged(Session session, Request ack) {}

    @Override
    public void reinviteCancelled(Session session) {}

    @Override
    public void ended(Session session, Ending ending) {
        endings.add(ending);
    }
}
