package org.demarc.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The algorithms of RFC 8760 §2.1 in the order of our preference (AUT-004). The session variants are not spoken.
public enum Algorithm {
    SHA_512_256("SHA-512-256", "SHA-512/256", 64),
    SHA_256("SHA-256", "SHA-256", 64),
    MD5("MD5", "MD5", 32);

    private final String wire;
    private final String platform;
    private final int digits;

    Algorithm(String wire, String platform, int digits) {
        this.wire = wire;
        this.platform = platform;
        this.digits = digits;
    }

    /// The name on the wire.
    public String wire() {
        return wire;
    }

    /// How many hexadecimal digits its results have.
    public int digits() {
        return digits;
    }

    /// The algorithm of that name, whatever its case; null for one that is not spoken (AUT-020).
    public static @Nullable Algorithm of(String wire) {
        for (Algorithm a : values()) {
            if (a.wire.equalsIgnoreCase(wire)) {
                return a;
            }
        }
        return null;
    }

    /// Computes with it; keep it, it costs some to make. Not for several threads.
    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(platform);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java platform has " + platform, e);
        }
    }

    static String hex(MessageDigest digest, String text) {
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
