package org.demarc.sip.ua;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.Transactions;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// The way out for requests: which flow a dialog's next request takes, and the size rule of RFC 3261 section
/// 18.1.1.
public final class Outbound {
    /// Above it a request leaves over TCP where the MTU is not known: 1300 octets.
    static final int MOST_OVER_UDP = 1300;

    private static final long REMEMBER_NO_TCP = 60_000;
    private static final int MOST_REMEMBERED = 1_000;

    private final Transactions transactions;
    private final Sender sender;
    private final Timers timers;
    private final Tokens tokens;
    private final Map<InetSocketAddress, Long> withoutTcp = new LinkedHashMap<>();
    private Announcement announcement = _ -> "";

    Outbound(Transactions transactions, Sender sender, Timers timers, Tokens tokens) {
        this.transactions = transactions;
        this.sender = sender;
        this.timers = timers;
        this.tokens = tokens;
    }

    /// What a Via says beside what it must, as `;oc` (RFC 7339 section 4.1).
    @FunctionalInterface
    public interface Announcement {
        /// "" for nothing.
        String on(Flow flow);
    }

    /// From now on each Via says this, too.
    public void announce(Announcement next) {
        announcement = next;
    }

    /// The Via of a new transaction on a flow, with `rport` on UDP (RFC 3581 section 3).
    public String via(Flow flow) {
        return via(flow, tokens.branch());
    }

    private String via(Flow flow, String branch) {
        String via = "SIP/2.0/" + flow.transport().viaToken() + " " + flow.sentBy() + ";branch=" + branch;
        if (flow.transport() == Transport.UDP) via += ";rport";
        String more = announcement.on(flow);
        return more.isEmpty() ? via : via + more;
    }

    /// The flow for the next request of a dialog. A live connection to the host of the next hop is kept,
    /// whatever its port (RFC 5923); otherwise a flow to the next hop; where that is a name, or of a
    /// transport that we do not serve, the flow that the peer used last.
    public Flow next(Dialog dialog) {
        Flow last = dialog.flow();
        FlowChoice choice = dialog.choice();
        if (choice != null) return choice.next(last);
        if (!(dialog.nextHop() instanceof SipUri uri)) return last;
        String maddr = uri.params().get("maddr");
        InetAddress host = literal(maddr != null ? maddr : uri.host());
        if (host == null) return last;
        boolean sameHost = host.equals(last.remote().getAddress());
        boolean secure = last.transport().secure() || uri.secure();
        if (sameHost && last.transport().reliable() && last.transport().secure() == secure && sender.alive(last))
            return last;
        Transport transport = transport(uri, last, secure);
        int port = uri.port() >= 0 ? uri.port() : transport.defaultPort();
        if (sameHost && port == last.remote().getPort() && transport == last.transport()) return last;
        var remote = new InetSocketAddress(host, port);
        // An address is no identity: whoever has the dialog's domain shall be there.
        Flow flow = transport.secure() && !last.peer().isEmpty()
                ? sender.flow(last.network(), transport, remote, last.peer().domain())
                : sender.flow(last.network(), transport, remote);
        return flow == null ? last : flow;
    }

    /// What a URI is spoken to by. What went over TLS never goes without it, whatever the other side's Contact says
    /// (catalogue SEC-010); `sips` means TLS always (RFC 3261 section 26.2.2, catalogue SEC-008).
    private static Transport transport(SipUri uri, Flow last, boolean secure) {
        String parameter = uri.params().get("transport");
        Transport asked = parameter == null ? null : Transport.of(parameter);
        if (parameter == null && !secure) return Transport.UDP; // RFC 3263 section 4.1, with an address
        Transport transport = asked == null ? last.transport() : asked;
        if (!secure || transport.secure()) return transport;
        return transport == Transport.WS ? Transport.WSS : Transport.TLS;
    }

    /// The same for a leg that may belong to a registered account. Its requests keep to the flow that the dialog lives
    /// on; where that is gone, to the flow that the account is registered on now; and only then to a new one to the
    /// next hop.
    Flow next(Dialog dialog, @Nullable Affiliation affiliation) {
        if (affiliation == null) return next(dialog);
        Flow last = dialog.flow();
        if (sender.alive(last)) return last;
        Flow registered = affiliation.flow(last);
        return registered != null ? registered : next(dialog);
    }

    private static @Nullable InetAddress literal(String host) {
        if (host.isEmpty()) return null;
        char first = host.charAt(0);
        if (first != '[' && (first < '0' || first > '9')) return null;
        try {
            return InetAddress.ofLiteral(first == '[' ? host.substring(1, host.length() - 1) : host);
        } catch (IllegalArgumentException aName) {
            return null;
        }
    }

    /// Sends a request in a new transaction, over TCP where it is too large for UDP and the network has TCP.
    /// When TCP cannot be had it goes over UDP all the same, and TCP is not tried again for a minute.
    public ClientTransaction send(Request request, Flow flow, ClientUser user) {
        if (flow.transport() == Transport.UDP && request.length() > MOST_OVER_UDP) {
            Flow stream = sender.flow(flow.network(), Transport.TCP, flow.remote());
            if (stream != null && !isWithoutTcp(flow.remote())) {
                Request overTcp = request.edit()
                        .replaceFirst(HeaderName.VIA, via(stream, tokens.branch()))
                        .build();
                return transactions.send(overTcp, stream, new BackToUdp(request, flow, user));
            }
        }
        return transactions.send(request, flow, user);
    }

    /// The same, but on the flow given and no other where the leg belongs to a registered account, over another one it
    /// would come from somebody that the other side does not know; and where the flow alone leads to the peer.
    ///
    /// @param choice what chose the flow; null: nothing did
    public ClientTransaction send(
            Request request,
            Flow flow,
            ClientUser user,
            @Nullable Affiliation affiliation,
            @Nullable FlowChoice choice) {
        return affiliation == null && choice == null
                ? send(request, flow, user)
                : transactions.send(request, flow, user);
    }

    /// Sends the CANCEL of an INVITE that has a provisional but no final response (RFC 3261 section 9.1,
    /// catalogue CAL-024). What comes of it shows in the INVITE.
    void cancel(ClientTransaction transaction, Extra extra) {
        Request invite = transaction.request();
        String via = invite.raw(HeaderName.VIA);
        String from = invite.raw(HeaderName.FROM);
        String to = invite.raw(HeaderName.TO);
        MessageBuilder<Request> builder = Request.builder(Method.CANCEL, invite.requestUriText());
        builder.add(HeaderName.VIA, via == null ? "" : via);
        builder.copyAll(invite, HeaderName.ROUTE)
                .add(HeaderName.MAX_FORWARDS, "70")
                .add(HeaderName.FROM, from == null ? "" : from)
                .add(HeaderName.TO, to == null ? "" : to)
                .add(HeaderName.CALL_ID, invite.callId())
                .add(HeaderName.CSEQ, invite.cseq() + " CANCEL");
        extra.addTo(builder);
        transactions.send(builder.build(), transaction.flow(), Gone.INSTANCE);
    }

    private boolean isWithoutTcp(InetSocketAddress remote) {
        Long until = withoutTcp.get(remote);
        if (until == null) return false;
        if (until > timers.now()) return true;
        withoutTcp.remove(remote);
        return false;
    }

    /// Falls back to UDP when the connection fails before any response: RFC 3261 section 18.1.1.
    private final class BackToUdp implements ClientUser {
        private final Request request;
        private final Flow flow;
        private final ClientUser user;

        BackToUdp(Request request, Flow flow, ClientUser user) {
            this.request = request;
            this.flow = flow;
            this.user = user;
        }

        @Override
        public void response(ClientTransaction transaction, Response response) {
            transaction.user(user);
            user.response(transaction, response);
        }

        @Override
        public void failed(ClientTransaction transaction, Failure failure) {
            if (failure.kind() != Failure.Kind.TRANSPORT) {
                user.failed(transaction, failure);
                return;
            }
            if (!failure.ours()) {
                if (withoutTcp.size() >= MOST_REMEMBERED) {
                    withoutTcp.remove(withoutTcp.keySet().iterator().next());
                }
                withoutTcp.put(flow.remote(), timers.now() + REMEMBER_NO_TCP);
            }
            if (!(user instanceof Resent resent)) transactions.send(request, flow, user);
            else if (resent.wanted()) resent.resent(transactions.send(request, flow, user));
            else user.failed(transaction, failure);
        }
    }

    /// A user that must know the transaction that took the place of the one it was given.
    interface Resent {
        /// False when its request was given up meanwhile: then it is not sent again, and `failed` follows.
        boolean wanted();

        void resent(ClientTransaction transaction);
    }
}
