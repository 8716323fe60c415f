package org.demarc.sip.transaction;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// A bench for machines of signalling: time that stands still until told, and a sender that writes down what leaves.
public final class Lab implements Sender, Timers, Tokens {
    private static final MessageDecoder DECODER = new MessageDecoder(Limits.DEFAULT);

    /// Where the peer is, over UDP.
    public static final Flow UDP = flow(Transport.UDP, 0);

    /// A connection of the peer.
    public static final Flow TCP = flow(Transport.TCP, 7);

    /// What left, and when.
    public record Sent(
            long at,
            SipMessage message,
            Flow flow,
            @Nullable SendFailure onFailure) {
        public Request request() {
            return (Request) message;
        }

        public Response response() {
            return (Response) message;
        }
    }

    private final VirtualClock clock = new VirtualClock(0);
    private final List<Sent> sent = new ArrayList<>();
    private int tokens;
    private int pending;
    private boolean tcp = true;
    private boolean alive = true;

    /// At time zero, with nothing sent.
    public Lab() {}

    private static Flow flow(Transport transport, long connection) {
        return new Flow(
                "net", transport, address("192.0.2.1", 5060), address("192.0.2.2", 5060), connection, "192.0.2.1:5060");
    }

    public static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    // Time.

    /// Lets milliseconds go by.
    public Lab pass(long millis) {
        clock.runFor(Duration.ofMillis(millis));
        return this;
    }

    /// Timers that run.
    public int pending() {
        return pending;
    }

    @Override
    public long now() {
        return clock.millis();
    }

    @Override
    public long wallClock() {
        return clock.millis();
    }

    @Override
    public Timeout after(long millis, Expiry owner, int what) {
        pending++;
        VirtualClock.Task task = clock.schedule(Duration.ofMillis(millis), () -> {
            pending--;
            owner.expired(what);
        });
        return () -> {
            if (task.isPending()) pending--;
            task.cancel();
        };
    }

    // Tokens that tests can name: b1, t2, c3, ...

    @Override
    public String branch() {
        return "z9hG4bK.00b" + ++tokens;
    }

    @Override
    public String tag() {
        return "d00t" + ++tokens;
    }

    @Override
    public String callId() {
        return "d00c" + ++tokens;
    }

    @Override
    public long number() {
        return ++tokens;
    }

    // Sending.

    @Override
    public void send(SipMessage message, Flow flow, @Nullable SendFailure onFailure) {
        sent.add(new Sent(clock.millis(), message, flow, onFailure));
    }

    /// From now on the network has no TCP.
    public void withoutTcp() {
        tcp = false;
    }

    /// From now on every connection is gone.
    public void connectionsGone() {
        alive = false;
    }

    @Override
    public @Nullable Flow flow(String network, Transport transport, InetSocketAddress remote) {
        if (transport == Transport.TLS || (transport == Transport.TCP && !tcp)) return null;
        return new Flow(network, transport, UDP.local(), remote, 0, UDP.sentBy());
    }

    /// TLS is there for who says whom to expect.
    @Override
    public @Nullable Flow flow(String network, Transport transport, InetSocketAddress remote, String domain) {
        var expected = PeerIdentity.of(domain);
        if (transport != Transport.TLS || expected == null) return flow(network, transport, remote);
        return new Flow(network, transport, UDP.local(), remote, 0, UDP.sentBy(), expected);
    }

    @Override
    public boolean alive(Flow flow) {
        return flow.transport() == Transport.UDP || (alive && flow.connection() != 0);
    }

    /// Everything that left since the last call, which is forgotten then.
    public List<Sent> taken() {
        List<Sent> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    /// The only message that left since.
    public Sent only() {
        List<Sent> all = taken();
        if (all.size() != 1) throw new AssertionError("one message expected: " + all);
        return all.getFirst();
    }

    /// When things left since.
    public List<Long> times() {
        return taken().stream().map(Sent::at).toList();
    }

    // Messages.

    /// A request of the peer out of text with LF line ends; an empty line and Content-Length are added.
    public static Request request(String head) {
        return (Request) message(head, "");
    }

    public static SipMessage message(String head, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String type = content.length == 0 ? "" : "Content-Type: application/sdp\n";
        String text = (head.strip() + "\n" + type + "Content-Length: " + content.length + "\n\n").replace("\n", "\r\n")
                + body;
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        Decoded decoded = DECODER.decode(octets, octets.length);
        if (decoded instanceof Decoded.Complete(SipMessage message, int _)) return message;
        throw new AssertionError(decoded + "\n" + text);
    }

    /// An INVITE of the peer.
    public static Request invite(String branch) {
        return request("""
                INVITE sip:bob@192.0.2.1 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.2:5060;branch=%s;rport=5060
                Max-Forwards: 70
                From: <sip:alice@192.0.2.2>;tag=a1
                To: <sip:bob@192.0.2.1>
                Call-ID: call1
                CSeq: 1 INVITE
                Contact: <sip:alice@192.0.2.2:5060>
                """.formatted(branch));
    }

    /// The same as one of ours: its Via is what we write.
    public static Request ours(Request request) {
        return request.edit()
                .replaceFirst(
                        org.demarc.sip.message.HeaderName.VIA,
                        "SIP/2.0/UDP " + UDP.sentBy() + ";branch=" + request.topBranch() + ";rport")
                .build();
    }

    /// Another request of the peer with the identifiers of `invite`.
    public static Request follow(String method, String branch, long sequence, String toTag) {
        String tag = toTag.isEmpty() ? "" : ";tag=" + toTag;
        return request("""
                %s sip:bob@192.0.2.1 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.2:5060;branch=%s;rport=5060
                Max-Forwards: 70
                From: <sip:alice@192.0.2.2>;tag=a1
                To: <sip:bob@192.0.2.1>%s
                Call-ID: call1
                CSeq: %d %s
                Contact: <sip:alice@192.0.2.2:5060>
                """.formatted(method, branch, tag, sequence, method));
    }

    /// A response of the peer to a request of ours.
    public static Response answer(Request request, int status, String toTag) {
        return answer(request, status, toTag, "");
    }

    /// A response of the peer with a Contact and a body.
    public static Response answer(Request request, int status, String toTag, String body) {
        var builder = Response.answering(request, status, "Any", toTag.isEmpty() ? null : toTag)
                .add(org.demarc.sip.message.HeaderName.CONTACT, "<sip:peer@192.0.2.2:5060>");
        if (!body.isEmpty()) builder.body("application/sdp", body.getBytes(StandardCharsets.UTF_8));
        return builder.build();
    }

    /// The same with a Record-Route.
    public static Response recorded(Request request, int status, String toTag, String route) {
        return Response.answering(request, status, "Any", toTag)
                .add(org.demarc.sip.message.HeaderName.RECORD_ROUTE, route)
                .add(org.demarc.sip.message.HeaderName.CONTACT, "<sip:peer@192.0.2.2:5060>")
                .build();
    }
}
