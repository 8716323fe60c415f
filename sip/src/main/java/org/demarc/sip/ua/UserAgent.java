package org.demarc.sip.ua;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.demarc.sip.codec.Refusal;
import org.demarc.sip.codec.RequestCheck;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.ProxyRequire;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Require;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transaction.TransactionUser;
import org.demarc.sip.transaction.Transactions;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// The user agent core of one lane (RFC 3261 section 8): it owns the sessions, hands each request to the
/// one it belongs to, refuses what no user agent serves, and builds what they send.
public final class UserAgent implements TransactionUser {
    private static final String ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO";

    private record DialogId(String localTag, String remoteTag) {}

    private final Transactions transactions;
    private final Sender sender;
    private final Timers timers;
    private final Tokens tokens;
    private final UserAgentUser user;
    private final Outbound outbound;
    private final Map<DialogId, Session> sessions = new HashMap<>();

    /// @param transactionLimit the most transactions at a time
    public UserAgent(
            Sender sender, Timers timers, Tokens tokens, TimerConfig config, int transactionLimit, UserAgentUser user) {
        this.sender = sender;
        this.timers = timers;
        this.tokens = tokens;
        this.user = user;
        this.transactions = new Transactions(sender, timers, tokens, config, transactionLimit, this);
        this.outbound = new Outbound(transactions, sender, timers, tokens);
    }

    /// The one door in, for every message of this lane whose source is believed.
    public void received(SipMessage message, Flow flow) {
        transactions.received(message, flow);
    }

    /// Calls somebody. Headers that the protocol owns (Via, Max-Forwards, CSeq, Contact, Allow,
    /// Content-Length) are added here.
    public OutgoingInvite invite(OutgoingInvite.Order order, OutgoingUser outgoingUser) {
        var invite = new OutgoingInvite(this, order, outgoingUser);
        invite.start();
        return invite;
    }

    /// The session that a request belongs to by its tags, null when there is none.
    public @Nullable Session session(Request request) {
        if (request.toTag().isEmpty()) return null;
        Session session = sessions.get(new DialogId(request.toTag(), request.fromTag()));
        return session != null && session.dialog().matches(request) ? session : null;
    }

    /// How many dialogs live, early ones included.
    public int dialogs() {
        return sessions.size();
    }

    public Transactions transactions() {
        return transactions;
    }

    public Timers timers() {
        return timers;
    }

    public Tokens tokens() {
        return tokens;
    }

    Sender sender() {
        return sender;
    }

    /// The way out for requests.
    public Outbound outbound() {
        return outbound;
    }

    @Override
    public void request(ServerTransaction transaction, Request request) {
        Method method = request.method();
        if (!served(method)) {
            if (!user.other(transaction, request)) refuseMethod(transaction, request);
            return;
        }
        Refusal refusal = RequestCheck.check(request);
        if (refusal != null) {
            transaction.respond(
                    answer(request, refusal.status(), reason(refusal)).build());
            return;
        }
        String unsupported = unsupported(request);
        if (unsupported != null) {
            transaction.respond(answer(request, 420, "Bad Extension")
                    .add(HeaderName.UNSUPPORTED, unsupported)
                    .build());
            return;
        }
        if (!request.toTag().isEmpty()) {
            Session session = session(request);
            if (session != null) session.request(transaction, request);
            else transaction.respond(481, "Call/Transaction Does Not Exist", tokens.tag());
        } else if (method.equals(Method.INVITE)) {
            invited(transaction, request);
        } else if (method.equals(Method.OPTIONS)) {
            user.asked(transaction, request);
        } else { // BYE, UPDATE and INFO live in dialogs
            transaction.respond(481, "Call/Transaction Does Not Exist", tokens.tag());
        }
    }

    private void invited(ServerTransaction transaction, Request request) {
        if (!(transaction instanceof InviteServerTransaction invite)) return;
        if (transactions.begins(invite, request)) user.invited(new IncomingInvite(this, invite, request));
        else transaction.respond(482, "Loop Detected", tokens.tag()); // the same by another path
    }

    private static boolean served(Method method) {
        return method.equals(Method.INVITE)
                || method.equals(Method.BYE)
                || method.equals(Method.OPTIONS)
                || method.equals(Method.UPDATE)
                || method.equals(Method.INFO);
    }

    private void refuseMethod(ServerTransaction transaction, Request request) {
        boolean known = request.method().isKnown();
        transaction.respond(
                (known ? answer(request, 405, "Method Not Allowed") : answer(request, 501, "Not Implemented"))
                        .add(HeaderName.ALLOW, ALLOW)
                        .build());
    }

    private static String reason(Refusal refusal) {
        return switch (refusal.status()) {
            case 416 -> "Unsupported URI Scheme";
            case 505 -> "Version Not Supported";
            default -> "Bad Request";
        };
    }

    /// The option tags of Require and Proxy-Require that we do not support: all of them, as none is offered.
    private static @Nullable String unsupported(Request request) {
        if (!request.has(HeaderName.REQUIRE) && !request.has(HeaderName.PROXY_REQUIRE)) return null;
        var tags = new StringBuilder();
        if (request.all(Require.TYPE) instanceof Fields.Values<Require>(List<Require> required)) {
            for (Require r : required) tags.append(tags.isEmpty() ? "" : ", ").append(r.optionTag());
        }
        if (request.all(ProxyRequire.TYPE) instanceof Fields.Values<ProxyRequire>(List<ProxyRequire> required)) {
            for (ProxyRequire r : required)
                tags.append(tags.isEmpty() ? "" : ", ").append(r.optionTag());
        }
        return tags.isEmpty() ? null : tags.toString();
    }

    @Override
    public void ack(Request ack, Flow flow) {
        Session session = session(ack);
        if (session != null) session.ack(ack);
    }

    @Override
    public void heard(Response response, Flow flow) {
        user.heard(response, flow);
    }

    @Override
    public void stray(Response response, Flow flow) {
        // A response after its transaction: dropped, as RFC 6026 section 7.3 wants it.
    }

    /// Begins an answer to a request outside a dialog, with a fresh To tag.
    public MessageBuilder<Response> answer(Request request, int status, String reason) {
        return Response.answering(request, status, reason, tokens.tag());
    }

    void add(Session session) {
        sessions.put(new DialogId(session.dialog().localTag(), session.dialog().remoteTag()), session);
    }

    void remove(Session session) {
        sessions.remove(
                new DialogId(session.dialog().localTag(), session.dialog().remoteTag()));
    }

    /// The value of Allow (catalogue ARCH-021: each of them is understood).
    public static String allow() {
        return ALLOW;
    }

    /// Our Contact on a flow, of a leg that may belong to an account.
    static String contact(Flow flow, @Nullable Affiliation affiliation) {
        return affiliation == null ? contact(flow) : affiliation.contact(flow);
    }

    /// The same in a dialog whose other side is to be reached over TLS on all hops: then so are we (RFC 3261 sections
    /// 8.1.1.8 and 12.1.1, RFC 5630 section 5.1, catalogue SEC-008).
    static String contact(Flow flow, @Nullable Affiliation affiliation, Dialog dialog) {
        String plain = contact(flow, affiliation);
        return dialog.demandsTls() ? secured(plain) : plain;
    }

    /// A Contact of ours with a `sips` URI, which names no TLS (RFC 3261 section 26.2.2).
    static String secured(String contact) {
        return contact.replaceFirst("<sip:", "<sips:").replaceFirst(";transport=tls", "");
    }

    /// Our Contact on a flow.
    public static String contact(Flow flow) {
        return flow.transport() == Transport.UDP
                ? "<sip:" + flow.sentBy() + ">"
                : "<sip:" + flow.sentBy() + ";transport=" + flow.transport().parameter() + ">";
    }
}
