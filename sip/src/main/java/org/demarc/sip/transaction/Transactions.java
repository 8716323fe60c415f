package org.demarc.sip.transaction;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.ResponseFlows;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.jspecify.annotations.Nullable;

/// The transaction layer of one lane: it owns every transaction of the lane and matches messages to them
/// (RFC 3261 sections 17.1.3 and 17.2.3).
public final class Transactions {
    final Sender sender;
    final Timers timers;
    final TimerConfig config;
    private final Tokens tokens;
    private final TransactionUser user;
    private final int limit;
    private final int hardLimit;
    private final String statelessTag;
    private final Map<String, ClientTransaction> clients = new HashMap<>();
    private final Map<TransactionKey, ServerTransaction> servers = new HashMap<>();
    private final Remnants remnants;
    private final Map<CallAttempt, InviteServerTransaction> attempts = new HashMap<>();
    private final Remnants answered;
    private final ResponseFlows ways = new ResponseFlows();
    private @Nullable Request lastRequest;
    private @Nullable TransactionKey lastKey;

    /// The last response of a server transaction, to be sent again; as octets, since that is all that is needed.
    private record LastResponse(byte[] octets, Flow back) {}

    /// Who hears of further 2xx.
    private record Accepted(@Nullable SuccessUser user, Flow flow) {}

    /// @param limit the most transactions at a time: beyond it a request that begins something gets 503
    ///     without a transaction; what belongs to a dialog, as its To tag says, has room for a quarter more
    ///     (catalogue OVL-002)
    public Transactions(
            Sender sender, Timers timers, Tokens tokens, TimerConfig config, int limit, TransactionUser user) {
        this.sender = sender;
        this.timers = timers;
        this.tokens = tokens;
        this.config = config;
        this.limit = limit;
        this.hardLimit = limit + limit / 4;
        this.statelessTag = tokens.tag();
        this.user = user;
        this.remnants = new Remnants(timers, config.longWait(), tokens.number());
        this.answered = new Remnants(timers, config.longWait(), tokens.number());
    }

    /// How many transactions live, those included that only absorb repetitions.
    public int size() {
        return clients.size() + servers.size() + remnants.size();
    }

    public TimerConfig config() {
        return config;
    }

    /// The one door in: a message of this lane.
    public void received(SipMessage message, Flow flow) {
        switch (message) {
            case Response response -> response(response, flow);
            case Request request -> request(request, flow);
        }
    }

    private void response(Response response, Flow flow) {
        ClientTransaction transaction = clients.get(clientKey(response.topBranch(), response.cseqMethod()));
        if (transaction == null) late(response, flow);
        else if (!transaction.isAnsweredBy(response)) user.stray(response, flow);
        else {
            user.heard(response, flow);
            transaction.received(response);
        }
    }

    private void late(Response response, Flow flow) {
        var remnant = remnants.find(remnants.hash(response.topBranch(), response.cseqMethod()));
        if (remnant == null || !(remnant.left() instanceof Accepted accepted)) user.stray(response, flow);
        else if (response.isSuccess() && accepted.user != null) accepted.user.success(response, accepted.flow);
    }

    private void request(Request request, Flow flow) {
        Method method = request.method();
        TransactionKey key = key(request);
        ServerTransaction known = servers.get(key);
        if (method.equals(Method.ACK)) {
            if (!(known instanceof InviteServerTransaction invite && invite.acknowledged())) user.ack(request, flow);
            return;
        }
        if (known != null) {
            known.repeated();
            return;
        }
        Flow back = ways.find(request.topVia(), flow);
        if (absorbed(key, request, back)) {
            return;
        } else if (method.equals(Method.CANCEL)) {
            cancel(key, request, flow, back);
        } else if (size() >= (request.toTag().isEmpty() ? limit : hardLimit)) {
            sender.send(overloaded(request), back, null);
        } else if (method.equals(Method.INVITE)) {
            var transaction = new InviteServerTransaction(this, key, request, flow, back);
            servers.put(key, transaction);
            user.request(transaction, request);
        } else {
            var transaction = new NonInviteServerTransaction(this, key, request, flow, back);
            servers.put(key, transaction);
            user.request(transaction, request);
            transaction.waitForUser();
        }
    }

    /// True when a request belongs to what came by this way before: it repeats a request, or is the ACK or
    /// CANCEL of one.
    public boolean knows(Request request, Flow flow) {
        TransactionKey key =
                request.method().equals(Method.CANCEL) ? TransactionKey.of(request, Method.INVITE) : key(request);
        ServerTransaction known = servers.get(key);
        if (known == null) return remnants.find(remnants.hash(key)) != null;
        return known.flow().remote().equals(flow.remote())
                && known.flow().network().equals(flow.network());
    }

    /// Its key: who asks whether it is known asks again when it comes in.
    @SuppressWarnings("ReferenceEquality") // the very same request
    private TransactionKey key(Request request) {
        TransactionKey known = lastKey;
        if (known == null || request != lastRequest) {
            lastRequest = request;
            lastKey = known = TransactionKey.of(request);
        }
        return known;
    }

    /// Deals with the repetition of a request whose transaction has had its last word.
    private boolean absorbed(TransactionKey key, Request request, Flow back) {
        var remnant = remnants.find(remnants.hash(key));
        if (remnant == null) return false;
        if (remnant.left() instanceof PlainResponse plain) {
            sender.send(plain.to(request), back, null);
        } else if (remnant.left() instanceof LastResponse(byte[] octets, Flow first)
                && new MessageDecoder(Limits.DEFAULT).decode(octets, octets.length)
                        instanceof Decoded.Complete(SipMessage last, int _)) {
            sender.send(last, first, null);
        }
        return true;
    }

    /// CANCEL is answered hop by hop: 200 when its INVITE is known (before or after its final response), else
    /// 481 (RFC 3261 section 9.2, catalogue CAL-004, CAL-028). Of one that is not known nothing is kept:
    /// there may be any number of them, with forged sources.
    private void cancel(TransactionKey key, Request cancel, Flow flow, Flow back) {
        TransactionKey invited = TransactionKey.of(cancel, Method.INVITE);
        ServerTransaction target = servers.get(invited);
        boolean known = target instanceof InviteServerTransaction || remnants.find(remnants.hash(invited)) != null;
        if (!known) {
            sender.send(
                    stateless(cancel, 481, "Call/Transaction Does Not Exist").build(), back, null);
            return;
        }
        var own = new NonInviteServerTransaction(this, key, cancel, flow, back);
        servers.put(key, own);
        own.respond(200, "OK", tokens.tag());
        if (target instanceof InviteServerTransaction invite && invite.pending() && invite.user != null) {
            invite.user.cancelled(invite, cancel);
        }
    }

    /// Begins an answer of which nothing is kept. Its To tag is the same each time, so that a repeated
    /// request gets the same answer (RFC 3261 section 8.2.7).
    private MessageBuilder<Response> stateless(Request request, int status, String reason) {
        return Response.answering(request, status, reason, statelessTag);
    }

    private Response overloaded(Request request) {
        return stateless(request, 503, "Service Unavailable")
                .add(HeaderName.RETRY_AFTER, "5")
                .build();
    }

    /// Sends a request in a new transaction. Its top Via has a fresh branch (`Tokens.branch`); a CANCEL has
    /// that of its INVITE. Not for ACK.
    public ClientTransaction send(Request request, Flow flow, ClientUser clientUser) {
        String key = clientKey(request.topBranch(), request.method());
        ClientTransaction transaction = request.method().equals(Method.INVITE)
                ? new InviteClientTransaction(this, key, request, flow, clientUser)
                : new NonInviteClientTransaction(this, key, request, flow, clientUser);
        clients.put(key, transaction);
        transaction.start();
        return transaction;
    }

    /// Notes the call that an INVITE without To tag begins.
    ///
    /// @return false when the same INVITE came by another path and is at work, was accepted within 64*T1, or
    ///     waits for the ACK to its refusal (RFC 3261 section 8.2.2.2)
    public boolean begins(InviteServerTransaction transaction, Request invite) {
        var attempt = CallAttempt.of(invite);
        if (attempts.containsKey(attempt) || answered.find(answered.hash(attempt)) != null) return false;
        attempts.put(attempt, transaction);
        transaction.attempt = attempt;
        return true;
    }

    /// An INVITE was refused, and the sender has heard it: what it sends now, perhaps to another address of
    /// ours, is a new attempt.
    void ended(CallAttempt attempt) {
        attempts.remove(attempt);
    }

    private static String clientKey(String branch, Method method) {
        return method.equals(Method.CANCEL) ? branch + "/CANCEL" : branch;
    }

    /// An INVITE that we answered with 2xx: its repetitions are absorbed (RFC 6026 section 7.1).
    void settled(InviteServerTransaction transaction) {
        servers.remove(transaction.key);
        remnants.add(remnants.hash(transaction.key), null);
        var attempt = transaction.attempt;
        if (attempt == null) return;
        attempts.remove(attempt);
        answered.add(answered.hash(attempt), null);
    }

    /// A request that we answered: its repetitions get the same answer.
    void settled(NonInviteServerTransaction transaction, Response last) {
        servers.remove(transaction.key);
        remnants.add(
                remnants.hash(transaction.key),
                new LastResponse(Arrays.copyOf(last.wire(), last.length()), transaction.back));
    }

    void settled(NonInviteServerTransaction transaction, PlainResponse last) {
        servers.remove(transaction.key);
        remnants.add(remnants.hash(transaction.key), last);
    }

    /// An INVITE of ours that was answered with 2xx.
    void settled(InviteClientTransaction transaction, @Nullable SuccessUser successUser) {
        clients.remove(transaction.key);
        remnants.add(remnants.hash(transaction.key, transaction.method), new Accepted(successUser, transaction.flow));
    }

    void forget(ClientTransaction transaction) {
        clients.remove(transaction.key);
    }

    void forget(ServerTransaction transaction) {
        servers.remove(transaction.key);
    }
}
