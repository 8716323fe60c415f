package org.demarc.net.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// A name server on loopback that answers as a test says.
final class FakeDns implements AutoCloseable {
    /// What it sends back for a query, each as octets; nothing for silence.
    @FunctionalInterface
    interface Behaviour {
        List<byte[]> answers(Message query) throws IOException;
    }

    final List<Message> overUdp = new CopyOnWriteArrayList<>();
    final List<Message> overTcp = new CopyOnWriteArrayList<>();
    private final DatagramSocket udp;
    private final ServerSocket tcp;

    /// Both sockets have one port.
    FakeDns(Behaviour onUdp, Behaviour onTcp) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        ServerSocket listener = new ServerSocket(0, 5, loopback);
        DatagramSocket socket = null;
        while (socket == null) {
            try {
                socket = new DatagramSocket(new InetSocketAddress(loopback, listener.getLocalPort()));
            } catch (IOException taken) {
                listener.close();
                listener = new ServerSocket(0, 5, loopback);
            }
        }
        tcp = listener;
        udp = socket;
        Thread.ofVirtual().start(() -> serveUdp(onUdp));
        Thread.ofVirtual().start(() -> serveTcp(onTcp));
    }

    FakeDns(Behaviour behaviour) throws IOException {
        this(behaviour, behaviour);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
    }

    private void serveUdp(Behaviour behaviour) {
        var packet = new DatagramPacket(new byte[4_096], 4_096);
        try {
            while (true) {
                packet.setLength(4_096);
                udp.receive(packet);
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                overUdp.add(query);
                for (byte[] answer : behaviour.answers(query)) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serveTcp(Behaviour behaviour) {
        try {
            while (true) {
                try (var socket = tcp.accept()) {
                    var in = new DataInputStream(socket.getInputStream());
                    byte[] octets = new byte[in.readUnsignedShort()];
                    in.readFully(octets);
                    Message query = new Message(octets);
                    overTcp.add(query);
                    var out = new DataOutputStream(socket.getOutputStream());
                    for (byte[] answer : behaviour.answers(query)) {
                        out.writeShort(answer.length);
                        out.write(answer);
                    }
                    out.flush();
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }

    static Name name(String text) {
        try {
            return Name.fromString(text);
        } catch (TextParseException e) {
            throw new AssertionError(e);
        }
    }

    /// A record of a line of a zone file.
    static Record record(String owner, int type, long ttl, String data) {
        try {
            return Record.fromString(name(owner), type, DClass.IN, ttl, data, Name.root);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// An answer to a query.
    static Message to(Message query, int rcode, Record... answers) {
        var message = new Message(query.getHeader().getID());
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(rcode);
        message.addRecord(query.getQuestion(), Section.QUESTION);
        for (Record answer : answers) message.addRecord(answer, Section.ANSWER);
        return message;
    }

    static Message withSoa(Message message, long ttl, long minimum) {
        message.addRecord(
                record("example.", Type.SOA, ttl, "ns.example. root.example. 1 2 3 4 " + minimum), Section.AUTHORITY);
        return message;
    }
}
