package org.demarc.edge.registrar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Temporary GRUUs of phones behind a PBX, RFC 6140 section 7.1.2: the PBX gets a cookie that nobody can forge, seals
/// it
/// into addresses for which we alone have the key, and we find its registration from such an address. Of one lane; the
/// keys are those of the node.
public final class TemporaryGruus {
    /// How the user part of such an address begins.
    static final String PREFIX = "tgruu.";

    private static final int ID = 6;
    private static final int SEAL = 10;

    /// Opens what was sealed with the key that the PBXs have.
    @FunctionalInterface
    public interface PrivateKey {
        /// Null for what was not sealed for this key.
        byte @Nullable [] open(byte[] closed);
    }

    private final Mac mac;
    private final List<PrivateKey> keys;

    /// @param secret seals cookies; to be kept over restarts, as registrations are
    /// @param keys the one in force, and those that were before it and still count for a time (section 10)
    public TemporaryGruus(byte[] secret, List<PrivateKey> keys) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("the Java platform has HmacSHA256", e);
        }
        this.keys = List.copyOf(keys);
    }

    /// The number of a new cookie, never 0.
    static long id(long random) {
        return (random & 0xFFFF_FFFF_FFFEL) | 1;
    }

    /// The value of `temp-gruu-cookie`: number and HMAC-SHA256-80, in base64 without padding.
    String cookie(long id) {
        byte[] number = number(id);
        byte[] whole = Arrays.copyOf(number, ID + SEAL);
        System.arraycopy(mac.doFinal(number), 0, whole, ID, SEAL);
        return Base64.getEncoder().withoutPadding().encodeToString(whole);
    }

    private static byte[] number(long id) {
        return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(id).array(), 2, 8);
    }

    /// The number of the cookie in the user part of a temporary GRUU, section 7.1.2.3; 0 when there is none of ours.
    long read(String user) {
        int dot = user.indexOf('.', PREFIX.length());
        if (!user.startsWith(PREFIX) || dot < 0) return 0;
        byte[] closed;
        try {
            closed = Base64.getDecoder()
                    .decode(user.substring(PREFIX.length(), dot).getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException notBase64) {
            return 0;
        }
        for (PrivateKey key : keys) {
            byte[] message = key.open(closed);
            long id = message == null || message.length < ID + SEAL ? 0 : opened(message);
            if (id != 0) return id;
        }
        return 0;
    }

    private long opened(byte[] message) {
        byte[] number = Arrays.copyOf(message, ID);
        byte[] seal = Arrays.copyOfRange(message, ID, ID + SEAL);
        if (!MessageDigest.isEqual(seal, Arrays.copyOf(mac.doFinal(number), SEAL))) return 0;
        long id = 0;
        for (byte octet : number) id = (id << 8) | (octet & 0xff);
        return id;
    }
}
