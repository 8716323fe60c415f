package org.demarc.net;

import java.nio.charset.StandardCharsets;

/// Messages for tests.
final class Texts {
    private Texts() {}

    /// @param toTag "" for none
    static String request(String method, String uri, String branch, String callId, String fromTag, String toTag) {
        return method + " " + uri + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 127.0.0.1:5099;rport;branch=" + branch + "\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <sip:alice@example.com>;tag=" + fromTag + "\r\n"
                + "To: <sip:bob@example.com>" + (toTag.isEmpty() ? "" : ";tag=" + toTag) + "\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: 1 " + method + "\r\n"
                + "Contact: <sip:alice@127.0.0.1:5099>\r\n"
                + "Content-Length: 0\r\n\r\n";
    }

    /// A request that starts something.
    static String fresh(String method, String callId) {
        return request(method, "sip:bob@127.0.0.1", "z9hG4bK" + callId, callId, "f" + callId, "");
    }

    static String response(int status, String branch, String callId) {
        return "SIP/2.0 " + status + " Reason\r\n"
                + "Via: SIP/2.0/UDP 127.0.0.1:5099;branch=" + branch + "\r\n"
                + "From: <sip:alice@example.com>;tag=f\r\n"
                + "To: <sip:bob@example.com>;tag=t\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: 1 OPTIONS\r\n"
                + "Content-Length: 0\r\n\r\n";
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] octets, int length) {
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    /// The value of the first header of that name, "" when there is none.
    static String header(String message, String name) {
        for (String line : message.split("\r\n")) {
            if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                return line.substring(name.length() + 1).trim();
            }
        }
        return "";
    }
}
