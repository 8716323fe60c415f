package org.demarc.interop.harness;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A client that registers and answers challenges, written by hand: it shares no code with the program. Over
/// UDP, or over one TCP connection.
public final class Registrant implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /// For a challenge, which over UDP is never larger than what asked for it.
    private static final String ROOM = "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO\n"
            + "User-Agent: An-Ordinary-PBX/1.0 (with the name of its maker and the version of its parts)\n"
            + "X-Serial: 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\n"
            + "X-Site: 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\n";

    private static final AtomicInteger CALLS = new AtomicInteger();

    private final Link link;
    private final String user;
    private final String domain;
    private final String password;
    private final String algorithm;
    private final String callId;
    private int cseq;

    private Registrant(Link link, String user, String domain, String password, String algorithm) {
        this.link = link;
        this.user = user;
        this.domain = domain;
        this.password = password;
        this.algorithm = algorithm;
        this.callId = "registrant-" + ProcessHandle.current().pid() + "-" + CALLS.incrementAndGet();
    }

    /// Over UDP from that address and port.
    public static Registrant udp(
            InetSocketAddress local,
            InetSocketAddress edge,
            String user,
            String domain,
            String password,
            String algorithm) {
        return new Registrant(new DatagramLink(Wire.on(local), edge), user, domain, password, algorithm);
    }

    /// Over a TCP connection from that address.
    public static Registrant tcp(
            InetSocketAddress local,
            InetSocketAddress edge,
            String user,
            String domain,
            String password,
            String algorithm) {
        return new Registrant(new StreamLink(local, edge), user, domain, password, algorithm);
    }

    /// Over a WebSocket, which it closes in the end.
    public static Registrant over(WebSocketLink socket, String user, String domain, String password, String algorithm) {
        return new Registrant(socket, user, domain, password, algorithm);
    }

    /// `host:port` of its side.
    public String here() {
        return link.here();
    }

    /// Registers all numbers at once.
    public String registerBulk(int expires) {
        return register("<sip:" + here() + ";bnc" + transport() + ">;expires=" + expires, true);
    }

    /// Registers the account alone.
    public String registerPlain(int expires) {
        return register("<sip:" + user + "@" + here() + transport() + ">;expires=" + expires, false);
    }

    /// The parameter of its Contact; a secure WebSocket, too, is `ws` there (RFC 7118 section 5.2.3).
    private String transport() {
        return switch (link.transport()) {
            case "TCP" -> ";transport=tcp";
            case "WS", "WSS" -> ";transport=ws";
            default -> "";
        };
    }

    /// Answers the challenge, if one comes. Gives the last answer.
    private String register(String contact, boolean gin) {
        String more = "Contact: " + contact + "\nSupported: path\n" + ROOM
                + (gin ? "Require: gin\nProxy-Require: gin\n" : "");
        String uri = "sip:" + domain;
        String aor = "<sip:" + user + "@" + domain + ">";
        return ask("REGISTER", uri, aor, aor, more, "");
    }

    /// Calls a number and gives the last answer; a 2xx is acknowledged, and ended at once.
    public String invite(String number, String from) {
        String host = here().contains(".invalid") ? "127.0.0.1" : here().replaceAll(":\\d+$", "");
        String sdp = "v=0\no=- 1 1 IN IP4 " + host + "\ns=-\nc=IN IP4 " + host
                + "\nt=0 0\nm=audio 40000 RTP/AVP 0\na=rtpmap:0 PCMU/8000\n";
        String uri = "sip:" + number + "@" + domain;
        String to = "<" + uri + ">";
        String last = ask(
                "INVITE",
                uri,
                "<sip:" + from + "@" + domain + ">",
                to,
                "Contact: <sip:" + here() + transport() + ">\n" + ROOM + "Content-Type: application/sdp\n",
                sdp);
        if (status(last) != 200) return last;
        String target = field(last, "Contact").replaceAll(".*<([^>]*)>.*", "$1");
        send(head("ACK", target, cseq) + dialog(last, "ACK", cseq) + "Content-Length: 0\n\n");
        cseq++;
        send(head("BYE", target, cseq) + dialog(last, "BYE", cseq) + "Content-Length: 0\n\n");
        String bye = answer();
        if (status(bye) != 200) throw new AssertionError("BYE was answered " + bye);
        return last;
    }

    private String dialog(String of, String method, int sequence) {
        return "From: " + field(of, "From") + "\nTo: " + field(of, "To") + "\nCall-ID: " + field(of, "Call-ID")
                + "\nCSeq: " + sequence + " " + method + "\n";
    }

    private String ask(String method, String uri, String from, String to, String more, String body) {
        String call = method.equals("REGISTER") ? callId : callId + "-call-" + cseq;
        String tag = Integer.toHexString(call.hashCode());
        String authorization = "";
        String answer = "";
        for (int attempt = 0; attempt < 3; attempt++) {
            cseq++;
            send(head(method, uri, cseq) + "From: " + from + ";tag=" + tag + "\nTo: " + to + "\nCall-ID: " + call
                    + "\nCSeq: " + cseq + " " + method + "\n" + more + authorization + "Content-Length: "
                    + body.replace("\n", "\r\n").length() + "\n\n" + body);
            answer = answer();
            if (status(answer) != 401) return answer;
            if (method.equals("INVITE")) {
                send(head("ACK", uri, cseq) + "From: " + from + ";tag=" + tag + "\nTo: " + field(answer, "To")
                        + "\nCall-ID: " + call + "\nCSeq: " + cseq + " ACK\nContent-Length: 0\n\n");
            }
            boolean stale = answer.contains("stale=true");
            if (attempt > 0 && !stale) return answer;
            authorization = "Authorization: " + credentials(answer, method, uri) + "\n";
        }
        return answer;
    }

    private String head(String method, String uri, int sequence) {
        return method + " " + uri + " SIP/2.0\nVia: SIP/2.0/" + link.transport() + " " + here() + ";branch=z9hG4bK"
                + callId + method + sequence + ";rport\nMax-Forwards: 70\n";
    }

    /// For the challenge in its algorithm.
    private String credentials(String challenge, String method, String uri) {
        Matcher wanted = Pattern.compile("WWW-Authenticate: *(Digest .*algorithm=" + algorithm + "\\b.*)")
                .matcher(challenge);
        if (!wanted.find()) throw new AssertionError("no challenge for " + algorithm + " in " + challenge);
        String realm = parameter(wanted.group(1), "realm");
        String nonce = parameter(wanted.group(1), "nonce");
        String ha1 = hash(user + ":" + realm + ":" + password);
        String ha2 = hash(method + ":" + uri);
        String response = hash(ha1 + ":" + nonce + ":00000001:abcdef:auth:" + ha2);
        return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + uri
                + "\", response=\"" + response + "\", algorithm=" + algorithm + ", cnonce=\"abcdef\", qop=auth,"
                + " nc=00000001";
    }

    private String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String parameter(String of, String name) {
        Matcher m = Pattern.compile(name + "=\"([^\"]*)\"").matcher(of);
        if (!m.find()) throw new AssertionError("no " + name + " in " + of);
        return m.group(1);
    }

    /// The status of an answer.
    public static int status(String answer) {
        return Integer.parseInt(answer.substring(8, 11));
    }

    /// The first value of a header field.
    public static String field(String message, String name) {
        Matcher m = Pattern.compile("(?m)^" + name + ": *(.*?)\\r?$").matcher(message);
        if (!m.find()) throw new AssertionError("no " + name + " in " + message);
        return m.group(1);
    }

    private void send(String message) {
        link.send(message);
    }

    /// The next final answer.
    private String answer() {
        while (true) {
            String message = receive();
            if (message == null) throw new AssertionError("no answer within " + PATIENCE.toSeconds() + " s");
            if (message.startsWith("SIP/2.0 ") && status(message) >= 200) return message;
        }
    }

    /// The next message; null when none comes.
    public @Nullable String receive() {
        return link.receive(PATIENCE);
    }

    /// Waits for an INVITE on its way and refuses it with 486.
    public String refuseNextInvite() {
        while (true) {
            String message = receive();
            if (message == null) throw new AssertionError("no INVITE");
            if (!message.startsWith("INVITE ")) continue;
            StringBuilder answer = new StringBuilder("SIP/2.0 486 Busy\n");
            for (String name : new String[] {"Via", "From", "To", "Call-ID", "CSeq"}) {
                answer.append(name).append(": ").append(field(message, name));
                if (name.equals("To")) answer.append(";tag=busy");
                answer.append('\n');
            }
            send(answer + "Content-Length: 0\n\n");
            return message;
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
