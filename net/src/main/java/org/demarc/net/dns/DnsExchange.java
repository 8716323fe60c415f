package org.demarc.net.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.demarc.sip.location.Answer;
import org.demarc.sip.location.Question;
import org.xbill.DNS.Message;

/// One question and its way from server to server until one answers. Waits; on a virtual thread.
final class DnsExchange {
    private static final int LARGEST = 65_535;
    private static final long MILLI = 1_000_000;

    private final DnsConfig config;
    private final SecureRandom random = new SecureRandom();
    /// The server that answered last is asked first: one that is down costs one time-out, not one for each
    /// question.
    private final AtomicInteger preferred = new AtomicInteger();

    DnsExchange(DnsConfig config) {
        this.config = config;
    }

    Answer ask(Question question, List<InetSocketAddress> servers) {
        long end = System.nanoTime() + config.longest().toNanos();
        List<String> trouble = new ArrayList<>();
        for (int tried = 0; tried < config.tries(); tried++) {
            trouble.clear();
            int first = preferred.get();
            for (int i = 0; i < servers.size(); i++) {
                int which = Math.floorMod(first + i, servers.size());
                long left = (end - System.nanoTime()) / MILLI;
                if (left <= 0 || Thread.currentThread().isInterrupted()) return new Answer.Failed(text(trouble));
                DnsMessages.Reply reply = ask(question, servers.get(which), left);
                switch (reply) {
                    case DnsMessages.Good(Answer answer) -> {
                        preferred.set(which);
                        return answer;
                    }
                    case DnsMessages.Refused(String why, boolean _) -> trouble.add(at(servers.get(which)) + ": " + why);
                    case DnsMessages.Foreign() -> trouble.add(at(servers.get(which)) + ": no answer");
                }
            }
        }
        return new Answer.Failed(text(trouble));
    }

    private static String text(List<String> trouble) {
        return trouble.isEmpty() ? "no answer in time" : String.join("; ", trouble);
    }

    private static String at(InetSocketAddress server) {
        return server.getAddress().getHostAddress() + " port " + server.getPort();
    }

    private DnsMessages.Reply ask(Question question, InetSocketAddress server, long left) {
        long millis = Math.clamp(config.timeout().toMillis(), 1, left);
        DnsMessages.Reply reply = ask(question, server, millis, true);
        return reply instanceof DnsMessages.Refused(String _, boolean plain) && plain
                ? ask(question, server, millis, false)
                : reply;
    }

    private DnsMessages.Reply ask(Question question, InetSocketAddress server, long millis, boolean edns) {
        Message query = DnsMessages.query(question, random.nextInt(LARGEST + 1), edns);
        if (query == null) return new DnsMessages.Refused("no name that DNS can have", false);
        long end = System.nanoTime() + millis * MILLI;
        try {
            return overUdp(query, server, end);
        } catch (SocketTimeoutException silent) {
            return new DnsMessages.Refused(
                    "no answer for " + Duration.ofMillis(millis).toMillis() + " ms", false);
        } catch (PortUnreachableException nobody) {
            return new DnsMessages.Refused("nobody listens there", false);
        } catch (IOException e) {
            String why = e.getMessage();
            return new DnsMessages.Refused(why == null ? e.getClass().getSimpleName() : why, false);
        }
    }

    /// From a port that the system chooses at random, connected, so that only that server can answer and a
    /// refusal is seen at once.
    private static DnsMessages.Reply overUdp(Message query, InetSocketAddress server, long end) throws IOException {
        byte[] octets = query.toWire(DnsMessages.UDP_SIZE);
        try (var socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(octets, octets.length));
            var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            while (true) {
                socket.setSoTimeout(left(end));
                packet.setLength(LARGEST);
                socket.receive(packet);
                byte[] came = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                if (DnsMessages.truncated(came, query)) return overTcp(query, octets, server, end);
                DnsMessages.Reply reply = DnsMessages.read(came, query);
                if (!(reply instanceof DnsMessages.Foreign)) return reply;
            }
        }
    }

    /// RFC 7766: two octets of length before each message.
    private static DnsMessages.Reply overTcp(Message query, byte[] octets, InetSocketAddress server, long end)
            throws IOException {
        try (var socket = new Socket()) {
            socket.connect(server, left(end));
            var out = new DataOutputStream(socket.getOutputStream());
            byte[] framed = new byte[octets.length + 2];
            framed[0] = (byte) (octets.length >> 8);
            framed[1] = (byte) octets.length;
            System.arraycopy(octets, 0, framed, 2, octets.length);
            out.write(framed);
            socket.setSoTimeout(left(end));
            var in = new DataInputStream(socket.getInputStream());
            byte[] came = new byte[in.readUnsignedShort()];
            int at = 0;
            while (at < came.length) { // each read may take all that is left, not the whole time-out again
                socket.setSoTimeout(left(end));
                int n = in.read(came, at, came.length - at);
                if (n < 0) throw new IOException("the connection ended within the answer");
                at += n;
            }
            return DnsMessages.read(came, query);
        }
    }

    private static int left(long end) throws SocketTimeoutException {
        long millis = (end - System.nanoTime()) / MILLI;
        if (millis <= 0) throw new SocketTimeoutException();
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }
}
