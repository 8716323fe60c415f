package org.demarc.net.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The HTTP request and answer that begin a WebSocket: RFC 6455 section 4, with the subprotocol `sip` of RFC
/// 7118 section 4.
public final class Upgrade {
    /// Octets that a head may have.
    public static final int LARGEST = 8192;

    private static final int MOST_FIELDS = 64;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String SUBPROTOCOL = "sip";

    private Upgrade() {}

    /// What a request gets.
    ///
    /// @param upgraded whether a WebSocket begins behind the answer
    /// @param why not, for people
    public record Answer(boolean upgraded, String head, String why) {}

    private record Head(String startLine, Map<String, String> fields) {
        String field(String name) {
            return fields.getOrDefault(name, "");
        }

        /// Whether a list of tokens has this one.
        boolean lists(String name, String token) {
            for (String each : field(name).split(",", -1)) {
                if (each.strip().equalsIgnoreCase(token)) return true;
            }
            return false;
        }
    }

    /// The answer to a request.
    ///
    /// @param head with the empty line that ends it
    /// @param origins in lower case that may open a WebSocket from a browser; `*` for any
    public static Answer answer(String head, List<String> origins) {
        var request = head(head);
        if (request == null) return refused("400 Bad Request", "", "not HTTP");
        String[] line = request.startLine.split(" ", -1);
        if (line.length != 3 || !line[0].equals("GET") || !line[2].equals("HTTP/1.1") || line[1].isEmpty())
            return refused("400 Bad Request", "", "no GET of HTTP/1.1");
        if (request.field("host").isEmpty()) return refused("400 Bad Request", "", "no Host");
        if (!request.field("transfer-encoding").isEmpty()
                || !request.field("content-length").matches("0?")) return refused("400 Bad Request", "", "a body");
        if (!request.lists("upgrade", "websocket") || !request.lists("connection", "upgrade"))
            return refused("400 Bad Request", "", "no Upgrade to websocket");
        if (!request.field("sec-websocket-version").equals("13"))
            return refused("426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n", "not version 13");
        String key = request.field("sec-websocket-key");
        if (!isKey(key)) return refused("400 Bad Request", "", "no key of 16 octets");
        if (!request.lists("sec-websocket-protocol", SUBPROTOCOL))
            return refused("400 Bad Request", "", "subprotocol sip is not offered");
        String origin = request.field("origin");
        if (!origin.isEmpty() && !origins.contains("*") && !origins.contains(origin.toLowerCase(Locale.ROOT)))
            return refused("403 Forbidden", "", "origin " + origin + " is not allowed");
        return new Answer(
                true,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(key) + "\r\nSec-WebSocket-Protocol: sip\r\n\r\n",
                "");
    }

    private static Answer refused(String status, String field, String why) {
        return new Answer(
                false, "HTTP/1.1 " + status + "\r\n" + field + "Connection: close\r\nContent-Length: 0\r\n\r\n", why);
    }

    /// A request.
    ///
    /// @param host with port where it is not the usual one
    /// @param key 16 random octets in base64
    public static String request(String host, String key) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + key + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n\r\n";
    }

    /// What is wrong with an answer to our request, "" for nothing.
    public static String fault(String head, String key) {
        var answer = head(head);
        if (answer == null || !answer.startLine.startsWith("HTTP/1.1 ")) return "peer does not speak HTTP";
        if (!answer.startLine.startsWith("HTTP/1.1 101"))
            return "peer answers " + answer.startLine.substring(9, Math.min(answer.startLine.length(), 60));
        if (!answer.lists("upgrade", "websocket") || !answer.lists("connection", "upgrade"))
            return "peer does not upgrade to websocket";
        if (!answer.field("sec-websocket-accept").equals(accept(key))) return "peer answers somebody else's request";
        if (!answer.field("sec-websocket-protocol").equals(SUBPROTOCOL)) return "peer does not speak subprotocol sip";
        if (!answer.field("sec-websocket-extensions").isEmpty()) return "peer uses an extension that nobody offered";
        return "";
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// RFC 6455 section 4.2.2.
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /// Field names in lower case, equal ones joined; null when it is no head of HTTP.
    private static @Nullable Head head(String text) {
        String[] lines = text.split("\r\n", -1);
        if (lines.length < 3 || lines.length > MOST_FIELDS + 3) return null;
        var fields = new LinkedHashMap<String, String>();
        for (int i = 1; i < lines.length - 2; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1 || lines[i].indexOf('\n') >= 0 || lines[i].indexOf('\r') >= 0) return null;
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            if (!name.matches("[!#$%&'*+.^_`|~0-9a-z-]+")) return null;
            fields.merge(name, lines[i].substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        return new Head(lines[0], fields);
    }
}
