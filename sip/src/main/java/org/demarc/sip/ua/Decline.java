package org.demarc.sip.ua;

import java.nio.charset.StandardCharsets;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// The answer to an offer in a 2xx that nobody wants any more: every stream with port 0 (RFC 3264 section 6).
/// The ACK must carry a valid answer even where a BYE follows at once (RFC 3261 section 13.2.2.4).
final class Decline {
    private Decline() {}

    /// The declining answer to the offer in a 2xx.
    ///
    /// @param session id for the `o=` line
    /// @return null when the 2xx holds no description that could be answered
    static @Nullable Content of(Response success, Flow flow, long session) {
        String type = success.raw(HeaderName.CONTENT_TYPE);
        if (type == null || !type.regionMatches(true, 0, "application/sdp", 0, 15)) return null;
        String offer = new String(success.bodyBytes(), StandardCharsets.ISO_8859_1);
        String host = host(flow.sentBy());
        String address = (host.indexOf(':') < 0 ? "IN IP4 " : "IN IP6 ") + host;
        var answer = new StringBuilder(160)
                .append("v=0\r\no=- ")
                .append(session)
                .append(" 1 ")
                .append(address)
                .append("\r\ns=-\r\nc=")
                .append(address)
                .append("\r\nt=0 0\r\n");
        boolean any = false;
        for (int at = 0; at < offer.length(); at = next(offer, at)) {
            if (!offer.startsWith("m=", at)) continue;
            int port = offer.indexOf(' ', at);
            int rest = port < 0 ? -1 : offer.indexOf(' ', port + 1);
            if (rest < 0 || rest > end(offer, at)) return null;
            answer.append(offer, at, port)
                    .append(" 0")
                    .append(offer, rest, end(offer, at))
                    .append("\r\n");
            any = true;
        }
        return any ? Content.sdp(answer.toString().getBytes(StandardCharsets.ISO_8859_1)) : null;
    }

    private static int next(String text, int from) {
        int feed = text.indexOf('\n', from);
        return feed < 0 ? text.length() : feed + 1;
    }

    private static int end(String text, int from) {
        int end = next(text, from);
        while (end > from && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) end--;
        return end;
    }

    private static String host(String sentBy) {
        if (sentBy.startsWith("[")) return sentBy.substring(1, sentBy.indexOf(']'));
        int colon = sentBy.lastIndexOf(':');
        return colon < 0 ? sentBy : sentBy.substring(0, colon);
    }
}
