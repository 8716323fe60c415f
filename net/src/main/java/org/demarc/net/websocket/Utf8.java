package org.demarc.net.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Whether octets may travel as text.
public final class Utf8 {
    private Utf8() {}

    /// Whether the first `length` octets are UTF-8 (RFC 3629).
    public static boolean is(byte[] octets, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (octets[i] < 0) return decodes(octets, i, from + length - i);
        }
        return true;
    }

    private static boolean decodes(byte[] octets, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, from, length));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
