package org.demarc.app.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.demarc.console.control.NodeStatus;

/// The caller and the called side of a rehearsal: just enough SIP for calls that go right, over two UDP
/// sockets.
final class RehearsalPeers implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LONGEST = 65_535;

    private final DatagramSocket caller;
    private final DatagramSocket called;
    private final byte[] buffer = new byte[LONGEST];

    RehearsalPeers() throws IOException {
        caller = socket();
        called = socket();
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /// A node between the two, on free ports.
    String configuration() {
        return """
                node: rehearsal
                networks:
                  outside: { addresses: [127.0.0.1], sip: { udp: 0, tcp: 0 }, media: { ports: 20000-24999 } }
                  inside: { addresses: [127.0.0.1], sip: { udp: 0 }, media: { ports: 25000-29999 } }
                trunks:
                  a: { faces: pbx, network: outside, peers: ["sip:127.0.0.1:%d"], probe: off }
                  b: { faces: core, network: inside, peers: ["sip:127.0.0.1:%d"], probe: off, numbers: ["+12145550100..+12145550199"] }
                  warned-of: { faces: core, network: inside, peers: ["sip:127.0.0.1:9"], probe: off }
                routes: [ { from: a, to: b } ]
                lanes: 2
                relay: { threads: 1 }
                admin: { port: 0 }
                """.formatted(caller.getLocalPort(), called.getLocalPort());
    }

    /// OPTIONS, then calls one after the other; empty when all went right, else what did not.
    String rehearse(List<NodeStatus.Listening> listening, int calls) throws IOException {
        SocketAddress outside = address(listening, "outside");
        try {
            send(caller, outside, request("OPTIONS", 0, "", 1, ""));
            String options = receive(caller);
            if (!options.startsWith("SIP/2.0 200 ")) return "OPTIONS was answered " + firstLine(options);
            for (int n = 0; n < calls; n++) {
                String wrong = call(n, outside);
                if (!wrong.isEmpty()) return "call " + n + ": " + wrong;
            }
        } catch (SocketTimeoutException e) {
            return "nothing came for " + PATIENCE_MILLIS + " ms";
        }
        return "";
    }

    private String call(int n, SocketAddress outside) throws IOException {
        send(caller, outside, request("INVITE", n, "", 1, sdp(caller.getLocalPort())));
        String invite = receiveNew(called, "INVITE", n);
        SocketAddress inside = lastSource;
        send(called, inside, answer(invite, "180 Ringing", "t" + n, ""));
        send(called, inside, answer(invite, "200 OK", "t" + n, sdp(called.getLocalPort())));
        String ok = receiveFinal();
        if (!ok.startsWith("SIP/2.0 200 ")) return "INVITE was answered " + firstLine(ok);
        String to = field(ok, "To");
        send(caller, outside, request("ACK", n, to, 1, ""));
        if (!receive(called).startsWith("ACK ")) return "no ACK";
        send(caller, outside, request("BYE", n, to, 2, ""));
        String bye = receiveNew(called, "BYE", n);
        send(called, lastSource, answer(bye, "200 OK", "", ""));
        String gone = receiveFinal();
        return gone.startsWith("SIP/2.0 200 ") ? "" : "BYE was answered " + firstLine(gone);
    }

    private SocketAddress lastSource = new InetSocketAddress(0);

    /// A request of this call: retransmissions of what was answered before pass by.
    private String receiveNew(DatagramSocket socket, String method, int n) throws IOException {
        while (true) {
            String message = receive(socket);
            if (message.startsWith(method + " ")
                    && (!method.equals("INVITE") || message.contains("sip:+1214555" + number(n)))) return message;
        }
    }

    private String receiveFinal() throws IOException {
        while (true) {
            String message = receive(caller);
            if (message.startsWith("SIP/2.0 ") && !message.startsWith("SIP/2.0 1")) return message;
        }
    }

    private String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        lastSource = packet.getSocketAddress();
        return new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static void send(DatagramSocket socket, SocketAddress to, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static String number(int n) {
        return "01" + (char) ('0' + n / 10 % 10) + (char) ('0' + n % 10);
    }

    private String request(String method, int n, String to, int cseq, String body) {
        String us = "127.0.0.1:" + caller.getLocalPort();
        String uri = "sip:+1214555" + number(n) + "@127.0.0.1";
        return method + " " + uri + " SIP/2.0\r\n" + "Via: SIP/2.0/UDP " + us + ";branch=z9hG4bKr" + n + method + "\r\n"
                + "Max-Forwards: 70\r\n" + "From: <sip:+14085550100@127.0.0.1>;tag=c" + n + "\r\n" + "To: "
                + (to.isEmpty() ? "<" + uri + ">" : to) + "\r\n" + "Call-ID: rehearsal-" + n + "\r\n" + "CSeq: " + cseq
                + " " + method
                + "\r\n" + "Contact: <sip:a@" + us + ">\r\n" + body(body);
    }

    private String answer(String request, String status, String tag, String body) {
        StringBuilder out = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
        for (String line : request.split("\r\n")) {
            if (line.isEmpty()) break;
            if (line.startsWith("To:") && !tag.isEmpty() && !line.contains(";tag="))
                out.append(line).append(";tag=").append(tag).append("\r\n");
            else if (line.startsWith("Via:")
                    || line.startsWith("From:")
                    || line.startsWith("To:")
                    || line.startsWith("Call-ID:")
                    || line.startsWith("CSeq:")
                    || line.startsWith("Record-Route:")) out.append(line).append("\r\n");
        }
        return out.append("Contact: <sip:b@127.0.0.1:")
                .append(called.getLocalPort())
                .append(">\r\n")
                .append(body(body))
                .toString();
    }

    private static String body(String body) {
        String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
        return type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String sdp(int port) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + port
                + " RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";
    }

    private static String field(String message, String name) {
        for (String line : message.split("\r\n")) {
            if (line.startsWith(name + ":"))
                return line.substring(name.length() + 1).strip();
        }
        return "";
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\r');
        return end < 0 ? message : message.substring(0, end);
    }

    private static SocketAddress address(List<NodeStatus.Listening> listening, String network) {
        for (NodeStatus.Listening l : listening) {
            if (!l.network().equals(network) || !l.transport().equals("udp")) continue;
            int colon = l.address().lastIndexOf(':');
            return new InetSocketAddress(
                    InetAddress.ofLiteral(l.address().substring(0, colon)),
                    Integer.parseInt(l.address().substring(colon + 1)));
        }
        throw new IllegalStateException("no UDP on network " + network);
    }

    @Override
    public void close() {
        caller.close();
        called.close();
    }
}
