package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;

/// Messages of tests from text, one line for each line on the wire.
final class Wire {
    private Wire() {}

    static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    static SipMessage message(String text) {
        byte[] octets = octets(text);
        return switch (new MessageDecoder(Limits.DEFAULT).decode(octets, octets.length)) {
            case Decoded.Complete(SipMessage message, int _) -> message;
            case Decoded other -> throw new AssertionError(other.toString());
        };
    }

    static Request request(String text) {
        return (Request) message(text);
    }

    /// An OPTIONS with these fields beside those that every request has.
    static Request options(String fields) {
        return request("""
                OPTIONS sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1:5080;branch=z9hG4bKa
                From: "Alice" <sip:alice@example.com>;tag=f1
                To: <sip:bob@example.com>
                Call-ID: c1@192.0.2.1
                CSeq: 7 OPTIONS
                """ + fields + "Content-Length: 0\n\n");
    }

    static String text(SipMessage message) {
        return new String(octetsOf(message), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    static byte[] octetsOf(SipMessage message) {
        return Arrays.copyOf(message.wire(), message.length());
    }
}
