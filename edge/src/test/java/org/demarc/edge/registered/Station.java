package org.demarc.edge.registered;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.demarc.edge.world.MiniSdp;
import org.demarc.edge.world.SeededTokens;
import org.demarc.edge.world.VirtualSender;
import org.demarc.edge.world.VirtualTimers;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.DigestClient;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Affiliation;
import org.demarc.sip.ua.Content;
import org.demarc.sip.ua.Ending;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.IncomingInvite;
import org.demarc.sip.ua.OutgoingInvite;
import org.demarc.sip.ua.OutgoingUser;
import org.demarc.sip.ua.Session;
import org.demarc.sip.ua.SessionUser;
import org.demarc.sip.ua.UserAgent;
import org.demarc.sip.ua.UserAgentUser;
import org.jspecify.annotations.Nullable;

/// A PBX that registers, or the carrier: it takes each call after 200 ms and keeps it until told otherwise.
final class Station implements LaneCore, UserAgentUser, OutgoingUser, SessionUser {
    final Border border;
    final InetSocketAddress address;
    final List<Request> invites = new ArrayList<>();
    final List<Response> answers = new ArrayList<>();
    /// Says in a REGISTER what it must, and nothing else.
    boolean terse;

    /// Its instance id, with the brackets; "" for none.
    String instance = "";

    /// What it says in Path; "" for none.
    String path = "";

    /// Takes each call at once, with a 200 that says no Contact.
    boolean contactless;

    /// In whose name it answers challenges of its calls; null: it answers none.
    @Nullable
    String account;

    final List<Integer> statuses = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    final List<Request> notified = new ArrayList<>();
    VirtualSender sender;
    VirtualTimers timers;
    UserAgent agent;
    private final Transport transport;
    private final String zone;
    private final InetSocketAddress edge;
    private final Tokens tokens;
    private final String registerCallId;
    private long cseq;
    /// What its Contact says; behind a NAT not where it is.
    String contactHost;
    String password = Border.PASSWORD;
    Algorithm algorithm = Algorithm.SHA_256;
    int status = 200;
    /// What a refusal says besides.
    Extra refusal = Extra.NONE;
    /// How many OPTIONS came.
    int asked;
    /// Does not answer them.
    boolean mute;
    /// Nothing that comes is taken, and no connection breaks for it: the cable is out.
    boolean deaf;
    /// What its REGISTER supports besides.
    String supported = "path, gruu";
    /// `;reg-id=1` for flows of RFC 5626.
    String regId = "";
    /// `;keep` for those of RFC 6223.
    String keep = "";

    @Nullable
    Flow flow;

    Station(Border border, InetSocketAddress address, Transport transport) {
        this.border = border;
        this.address = address;
        this.transport = transport;
        boolean outside = !address.getAddress().getHostAddress().startsWith("10.");
        this.zone = outside ? "outside" : "inside";
        this.edge = outside ? Border.OUTSIDE : Border.INSIDE;
        this.tokens = SeededTokens.marked(border.gen.split(), "Pbx");
        this.registerCallId = tokens.callId();
        this.contactHost = VirtualSender.text(address);
        sender = socket();
        timers = new VirtualTimers(border.clock);
        agent = new UserAgent(sender, timers, tokens, TimerConfig.RFC3261, 10_000, this);
    }

    private VirtualSender socket() {
        var made = new VirtualSender(border.clock, border.network, border.gen.split(), VirtualSender.Watch.NONE);
        made.bind(zone, address, Set.of(Transport.UDP, Transport.TCP));
        made.core(this);
        return made;
    }

    /// All its connections break; it opens others when it needs them.
    void breakConnections() {
        sender.die();
        sender.revive();
    }

    Flow way() {
        return Objects.requireNonNull(sender.flow(zone, transport, edge));
    }

    DigestClient digest(String user) {
        return new DigestClient(user, Border.DOMAIN, password, List.of(algorithm), new Digester(), tokens);
    }

    /// Registers in bulk until something final comes.
    void register(String user, long expires) {
        register(user, expires, "<sip:" + contactHost + ";bnc" + tcp() + ">", true);
    }

    /// Registers the account alone.
    void registerPlain(String user, long expires) {
        register(user, expires, "<sip:" + user + "@" + contactHost + tcp() + ">", false);
    }

    private String tcp() {
        return transport == Transport.TCP ? ";transport=tcp" : "";
    }

    private void register(String user, long expires, String contact, boolean gin) {
        Flow on = way();
        String aor = "<sip:" + user + "@" + Border.DOMAIN + ">";
        var request = Request.builder(Method.REGISTER, "sip:" + Border.DOMAIN)
                .add(HeaderName.VIA, agent.outbound().via(on) + keep)
                .add(HeaderName.MAX_FORWARDS, "70")
                .add(HeaderName.FROM, aor + ";tag=" + tokens.tag())
                .add(HeaderName.TO, aor)
                .add(HeaderName.CALL_ID, registerCallId)
                .add(HeaderName.CSEQ, ++cseq + " REGISTER")
                .add(
                        HeaderName.CONTACT,
                        contact + ";expires=" + expires
                                + (instance.isEmpty() ? "" : ";+sip.instance=\"" + instance + "\"")
                                + regId)
                .add(HeaderName.SUPPORTED, supported);
        if (!path.isEmpty()) request.add(HeaderName.PATH, path);
        // Room for a challenge, which is never larger than what asked for it.
        if (!terse) request.add(HeaderName.SUBJECT, "0123456789".repeat(30));
        if (gin) request.add(HeaderName.REQUIRE, "gin").add(HeaderName.PROXY_REQUIRE, "gin");
        ask(request.build(), on, user);
    }

    /// Sends a request outside a dialog, again with credentials where it is asked for them.
    void ask(Request request, Flow on, String user) {
        DigestClient client = digest(user);
        agent.transactions().send(request, on, new ClientUser() {
            private int asked;
            private Request last = request;

            @Override
            public void response(ClientTransaction transaction, Response response) {
                if (response.isProvisional()) return;
                if (response.status() == 401
                        && response.all(Challenge.WWW_AUTHENTICATE)
                                instanceof Fields.Values<Challenge>(List<Challenge> all)
                        && client.challenged(all, asked++, request.method().name(), request.requestUriText())
                                instanceof DigestClient.Answer.Again(Credentials credentials)) {
                    cseq++;
                    last = last.edit()
                            .replaceFirst(HeaderName.VIA, agent.outbound().via(on) + keep)
                            .replaceFirst(
                                    HeaderName.CSEQ,
                                    (last.cseq() + 1) + " " + request.method().name())
                            .remove(HeaderName.AUTHORIZATION)
                            .append(HeaderName.AUTHORIZATION, credentials.toString())
                            .build();
                    agent.transactions().send(last, on, this);
                    return;
                }
                answers.add(response);
                statuses.add(response.status());
            }

            @Override
            public void failed(ClientTransaction transaction, Failure failure) {
                statuses.add(0);
            }
        });
    }

    /// A request outside a dialog, from an account to something at its domain.
    MessageBuilder<Request> request(Method method, String user, String to, Flow on) {
        String aor = "<sip:" + user + "@" + Border.DOMAIN + ">";
        return Request.builder(method, to)
                .add(HeaderName.VIA, agent.outbound().via(on))
                .add(HeaderName.MAX_FORWARDS, "70")
                .add(HeaderName.FROM, aor + ";tag=" + tokens.tag())
                .add(HeaderName.TO, aor)
                .add(HeaderName.CALL_ID, tokens.callId())
                .add(HeaderName.CSEQ, "1 " + method.name())
                .add(HeaderName.CONTACT, "<sip:" + contactHost + ">");
    }

    /// Answers the challenges of its calls in the name of its account.
    private @Nullable Affiliation affiliation() {
        String user = account;
        if (user == null) return null;
        return new Affiliation() {
            @Override
            public String contact(Flow on) {
                return UserAgent.contact(on);
            }

            @Override
            public Extra ahead(Method method, String requestUri) {
                return Extra.NONE;
            }

            @Override
            public Challenges challenges(boolean ours) {
                return new Proving(digest(user));
            }

            @Override
            public @Nullable Flow flow(Flow gone) {
                return null;
            }
        };
    }

    private static final class Proving implements Affiliation.Challenges {
        private final DigestClient client;
        private int asked;

        Proving(DigestClient client) {
            this.client = client;
        }

        @Override
        public @Nullable Request answered(Request sent, Response challenge, String via, long number) {
            String method = sent.method().name();
            if (challenge.all(Challenge.WWW_AUTHENTICATE) instanceof Fields.Values<Challenge>(List<Challenge> all)
                    && client.challenged(all, asked++, method, sent.requestUriText())
                            instanceof DigestClient.Answer.Again(Credentials credentials)) {
                return sent.edit()
                        .replaceFirst(HeaderName.VIA, via)
                        .replaceFirst(HeaderName.CSEQ, number + " " + method)
                        .remove(HeaderName.AUTHORIZATION)
                        .append(HeaderName.AUTHORIZATION, credentials.toString())
                        .build();
            }
            return null;
        }

        @Override
        public void accepted() {}
    }

    /// Calls a number from one of its own, on the way that it registers by.
    OutgoingInvite call(String number, String from, Extra extra) {
        return invite("sip:" + number + "@" + Border.DOMAIN, "<sip:" + from + "@" + Border.DOMAIN + ">", extra);
    }

    /// Calls whatever.
    OutgoingInvite invite(String uri, String from, Extra extra) {
        return agent.invite(
                new OutgoingInvite.Order(
                        way(), uri, from, "<" + uri + ">", 70, Content.sdp(sdp()), extra, 0, this, affiliation()),
                this);
    }

    private byte[] sdp() {
        return new MiniSdp(
                        "x",
                        Long.toString(border.gen.bits() >>> 8),
                        1,
                        address.getAddress().getHostAddress(),
                        List.of(new MiniSdp.Stream("audio", 40_000, "sendrecv")))
                .encode();
    }

    static String text(SipMessage message) {
        return new String(message.wire(), 0, message.length(), StandardCharsets.UTF_8);
    }

    /// Keeps the way open that it registers by.
    void keepAlive() {
        byte[] octets = transport.reliable()
                ? "\r\n\r\n".getBytes(StandardCharsets.US_ASCII)
                : java.nio.ByteBuffer.allocate(20)
                        .putInt(0x0001_0000)
                        .putInt(0x2112_A442)
                        .array();
        if (!deaf) sender.sendOctets(octets, way(), null);
    }

    @Override
    public void received(SipMessage message, Flow on) {
        if (deaf) return;
        if (message instanceof Request request && request.method().equals(Method.NOTIFY)) {
            notified.add(request);
            sender.send(Response.answering(request, 200, "OK", null).build(), on, null);
            return;
        }
        if (contactless
                && message instanceof Request request
                && request.method().equals(Method.INVITE)) {
            sender.send(Response.answering(request, 200, "OK", "none").build(), on, null);
            return;
        }
        agent.received(message, on);
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow on) {
        throw new AssertionError("the edge sent what cannot be read: " + malformed.why());
    }

    @Override
    public void closed(Flow on) {}

    @Override
    public void invited(IncomingInvite invite) {
        invites.add(invite.request());
        flow = invite.flow();
        if (status != 200) {
            invite.refuse(status, "No", refusal);
            return;
        }
        Session session = Objects.requireNonNull(invite.fork(this));
        border.clock.schedule(java.time.Duration.ofMillis(200), () -> {
            if (invite.over()) return;
            sessions.add(session);
            invite.accept(session, Content.sdp(sdp()), Extra.NONE);
        });
    }

    @Override
    public void asked(ServerTransaction transaction, Request request) {
        asked++;
        if (mute) return;
        transaction.respond(agent.answer(request, 200, "OK").build());
    }

    @Override
    public void progressed(OutgoingInvite invite, @Nullable Session early, Response response) {}

    @Override
    public void answered(OutgoingInvite invite, Session session, Response response) {
        session.acknowledge(response, null);
        sessions.add(session);
        statuses.add(200);
    }

    @Override
    public void refused(OutgoingInvite invite, Response response) {
        answers.add(response);
        statuses.add(response.status());
    }

    @Override
    public void failed(OutgoingInvite invite, Failure failure) {
        statuses.add(0);
    }

    @Override
    public void reinvited(Session session, InviteServerTransaction transaction, Request invite) {
        session.refuse(transaction, 488, "No", Extra.NONE);
    }

    @Override
    public void updated(Session session, ServerTransaction transaction, Request update) {
        session.respond(transaction, 488, "No", null, Extra.NONE);
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
    public void ended(Session session, Ending ending) {
        sessions.remove(session);
    }
}
