package org.demarc.edge.world;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a test needs of a session description, read and written without the code under test.
///
/// @param user user name of the `o=` line
/// @param id session id
/// @param version session version
/// @param address of the `c=` line
/// @param streams the `m=` lines in order
public record MiniSdp(String user, String id, long version, String address, List<Stream> streams) {
    /// One `m=` line.
    ///
    /// @param type `audio`, `video`, ...
    /// @param port 0 where it is refused
    /// @param direction `sendrecv`, `sendonly`, `recvonly` or `inactive`
    public record Stream(String type, int port, String direction) {
        public boolean sends() {
            return port != 0 && (direction.equals("sendrecv") || direction.equals("sendonly"));
        }

        public boolean receives() {
            return port != 0 && (direction.equals("sendrecv") || direction.equals("recvonly"));
        }
    }

    /// Reads one; null when it is none.
    public static @Nullable MiniSdp parse(byte[] octets) {
        try {
            return read(octets);
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOne) {
            return null;
        }
    }

    private static @Nullable MiniSdp read(byte[] octets) {
        String user = null;
        String id = "";
        long version = -1;
        String session = "";
        String sessionDirection = "sendrecv";
        List<Stream> streams = new ArrayList<>();
        String address = "";
        for (String line : new String(octets, StandardCharsets.UTF_8).split("\r\n")) {
            if (line.length() < 2 || line.charAt(1) != '=') return null;
            String value = line.substring(2);
            switch (line.charAt(0)) {
                case 'o' -> {
                    String[] words = value.split(" ");
                    if (words.length != 6) return null;
                    user = words[0];
                    id = words[1];
                    version = Long.parseLong(words[2]);
                }
                case 'c' -> {
                    String host = value.substring(value.lastIndexOf(' ') + 1);
                    if (streams.isEmpty()) session = host;
                    address = host;
                }
                case 'm' -> {
                    String[] words = value.split(" ");
                    streams.add(new Stream(words[0], Integer.parseInt(words[1]), sessionDirection));
                }
                case 'a' -> {
                    if (!isDirection(value)) continue;
                    if (streams.isEmpty()) sessionDirection = value;
                    else streams.set(streams.size() - 1, with(streams.getLast(), value));
                }
                default -> {}
            }
        }
        return user == null ? null : new MiniSdp(user, id, version, address.isEmpty() ? session : address, streams);
    }

    private static Stream with(Stream stream, String direction) {
        return new Stream(stream.type(), stream.port(), direction);
    }

    private static boolean isDirection(String word) {
        return word.equals("sendrecv") || word.equals("sendonly") || word.equals("recvonly") || word.equals("inactive");
    }

    /// Where the first stream is heard; null where it is refused.
    public @Nullable InetSocketAddress rtp() {
        if (streams.isEmpty() || streams.getFirst().port() == 0) return null;
        return new InetSocketAddress(
                InetAddress.ofLiteral(address), streams.getFirst().port());
    }

    /// The first stream.
    public Stream first() {
        return streams.getFirst();
    }

    public MiniSdp withVersion(long next) {
        return new MiniSdp(user, id, next, address, streams);
    }

    public MiniSdp withStreams(List<Stream> next) {
        return new MiniSdp(user, id, version, address, next);
    }

    /// As on the wire. Sessions differ in the order of their formats.
    public byte[] encode() {
        var text = new StringBuilder(300)
                .append("v=0\r\no=" + user + ' ' + id + ' ' + version + " IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 ")
                .append(address)
                .append("\r\nt=0 0\r\n");
        for (Stream s : streams) {
            text.append("m=" + s.type() + ' ' + s.port());
            if (s.type().equals("audio")) {
                text.append(id.hashCode() % 2 == 0 ? " RTP/AVP 0 8 101\r\n" : " RTP/AVP 8 0 101\r\n");
                if (s.port() > 0) text.append("a=rtpmap:101 telephone-event/8000\r\na=rtcp:" + (s.port() + 1) + "\r\n");
            } else {
                text.append(" RTP/AVP 34\r\na=rtpmap:34 H263/90000\r\n");
            }
            if (s.port() > 0) text.append("a=" + s.direction() + "\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The direction that answers another.
    public static String reversed(String direction) {
        return switch (direction) {
            case "sendonly" -> "recvonly";
            case "recvonly" -> "sendonly";
            default -> direction;
        };
    }
}
