package org.demarc.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/// Computes what credentials prove, RFC 7616 §3.4.1. Of one lane. What is hashed is put together as octets, in one
/// place for all of them.
public final class Digester {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Map<Algorithm, MessageDigest> digests = new EnumMap<>(Algorithm.class);
    private byte[] text = new byte[512];
    private int length;

    public Digester() {
        for (Algorithm a : Algorithm.values()) {
            digests.put(a, a.digest());
        }
    }

    /// The response for `qop=auth`, in lower case.
    ///
    /// @param uri as it stands in the credentials
    public String response(Ha1 ha1, String nonce, long nonceCount, String cnonce, String method, String uri) {
        MessageDigest digest = of(ha1.algorithm());
        byte[] ha2 = begin(method).then(uri).hash(digest);
        return with(digest, ha1, nonce, nonceCount, cnonce, "auth", ha2);
    }

    /// The response for `qop=auth-int`, which proves the body too.
    public String response(
            Ha1 ha1, String nonce, long nonceCount, String cnonce, String method, String uri, byte[] body) {
        MessageDigest digest = of(ha1.algorithm());
        byte[] entity = digest.digest(body);
        byte[] ha2 = begin(method).then(uri).then(entity).hash(digest);
        return with(digest, ha1, nonce, nonceCount, cnonce, "auth-int", ha2);
    }

    private String with(
            MessageDigest digest, Ha1 ha1, String nonce, long nonceCount, String cnonce, String qop, byte[] ha2) {
        return HexFormat.of()
                .formatHex(begin(ha1.hex())
                        .then(nonce)
                        .thenCount(nonceCount)
                        .then(cnonce)
                        .then(qop)
                        .then(ha2)
                        .hash(digest));
    }

    private Digester begin(String first) {
        length = 0;
        return add(first);
    }

    private Digester then(String next) {
        return octet(':').add(next);
    }

    /// In hexadecimal.
    private Digester then(byte[] hash) {
        octet(':');
        room(2 * hash.length);
        for (byte b : hash) {
            text[length++] = DIGITS[b >> 4 & 15];
            text[length++] = DIGITS[b & 15];
        }
        return this;
    }

    /// 8LHEX of RFC 7616 §3.4.
    private Digester thenCount(long count) {
        octet(':');
        room(16);
        int digits = Math.max(8, (67 - Long.numberOfLeadingZeros(count)) / 4);
        for (int i = digits - 1; i >= 0; i--) {
            text[length++] = DIGITS[(int) (count >>> (4 * i)) & 15];
        }
        return this;
    }

    private Digester add(String part) {
        int size = part.length();
        room(size);
        for (int i = 0; i < size; i++) {
            char c = part.charAt(i);
            if (c >= 0x80) return utf8(part);
            text[length + i] = (byte) c;
        }
        length += size;
        return this;
    }

    private Digester utf8(String part) {
        byte[] octets = part.getBytes(StandardCharsets.UTF_8);
        room(octets.length);
        System.arraycopy(octets, 0, text, length, octets.length);
        length += octets.length;
        return this;
    }

    private Digester octet(char c) {
        room(1);
        text[length++] = (byte) c;
        return this;
    }

    private void room(int more) {
        if (length + more > text.length) text = Arrays.copyOf(text, 2 * (length + more));
    }

    private byte[] hash(MessageDigest digest) {
        digest.update(text, 0, length);
        return digest.digest();
    }

    private MessageDigest of(Algorithm algorithm) {
        MessageDigest digest = digests.get(algorithm);
        if (digest == null) {
            throw new IllegalStateException("a digest for each algorithm");
        }
        return digest;
    }
}
