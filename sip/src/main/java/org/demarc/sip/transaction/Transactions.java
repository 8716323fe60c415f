package org.demarc.sip.transaction;

import java.util.HashMap;
import java.util.Map;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;

/// The transaction layer of one lane: it owns every transaction of the lane and matches messages to them
/// (RFC 3261 sections 17.1.3 and 17.2.3).
public final class Transactions {
    final Sender sender;
    final Timers timers;
    final TimerConfig config;
    private final Tokens tokens;
    private final TransactionUser user;
    private final int limit;
    private final Map<String, ClientTransaction> clients = new HashMap<>();
    private final Map<TransactionKey, ServerTransaction> servers = new HashMap<>();

    /// @param limit the most transactions at a time; a request beyond it gets 503 without a transaction
    public Transactions(
            Sender sender, Timers timers, Tokens tokens, TimerConfig config, int limit, TransactionUser user) {
        this.sender = sender;
        this.timers = timers;
        this.tokens = tokens;
        this.config = config;
        this.limit = limit;
        this.user = user;
    }

    /// How many transactions live, those included that only absorb repetitions.
    public int size() {
        return clients.size() + servers.size();
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
        if (transaction == null || !transaction.method.equals(response.cseqMethod())) user.stray(response, flow);
        else transaction.received(response);
    }

    private void request(Request request, Flow flow) {
        Method method = request.method();
        TransactionKey key = TransactionKey.of(request);
        ServerTransaction known = servers.get(key);
        if (method.equals(Method.ACK)) {
            if (!(known instanceof InviteServerTransaction invite && invite.acknowledged())) user.ack(request, flow);
        } else if (known != null) {
            known.repeated();
        } else if (method.equals(Method.CANCEL)) {
            cancel(key, request, flow);
        } else if (size() >= limit) {
            sender.send(overloaded(request), flow, null);
        } else if (method.equals(Method.INVITE)) {
            var transaction = new InviteServerTransaction(this, key, request, flow);
            servers.put(key, transaction);
            user.request(transaction, request);
        } else {
            var transaction = new NonInviteServerTransaction(this, key, request, flow);
            servers.put(key, transaction);
            user.request(transaction, request);
            transaction.waitForUser();
        }
    }

    /// CANCEL is answered hop by hop: 200 when its INVITE is known (before or after its final response), else
    /// 481 (RFC 3261 section 9.2, catalogue CAL-004, CAL-028).
    private void cancel(TransactionKey key, Request cancel, Flow flow) {
        ServerTransaction target = servers.get(TransactionKey.of(cancel, Method.INVITE));
        var own = new NonInviteServerTransaction(this, key, cancel, flow);
        servers.put(key, own);
        if (target instanceof InviteServerTransaction invite) {
            own.respond(Response.answering(cancel, 200, "OK", tokens.tag()).build());
            if (invite.pending() && invite.user != null) invite.user.cancelled(invite, cancel);
        } else {
            own.respond(Response.answering(cancel, 481, "Call/Transaction Does Not Exist", tokens.tag())
                    .build());
        }
    }

    private Response overloaded(Request request) {
        return Response.answering(request, 503, "Service Unavailable", tokens.tag())
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

    private static String clientKey(String branch, Method method) {
        return method.equals(Method.CANCEL) ? branch + "/CANCEL" : branch;
    }

    void forget(ClientTransaction transaction) {
        clients.remove(transaction.key);
    }

    void forget(ServerTransaction transaction) {
        servers.remove(transaction.key);
    }
}
