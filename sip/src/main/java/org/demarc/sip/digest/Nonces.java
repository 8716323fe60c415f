package org.demarc.sip.digest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The nonces of one lane (AUT-007, AUT-016). A nonce holds its time, a number and a seal, so that one which was never
/// used with right credentials costs no memory. One that was is remembered with the counts it was used with, for as
/// long as it lives.
public final class Nonces {
    /// What a nonce and its count are worth.
    public enum Worth {
        /// Ours, in its life, never used with this count.
        FRESH,
        /// Ours, but past its life or used before: the client may try again with another (`stale=true`).
        STALE,
        /// Not ours.
        FOREIGN
    }

    private static final int SEAL = 14;
    private static final int PLAIN = 16;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Mac mac;
    private final byte[] placed = new byte[4];
    private final long life;
    private final int most;
    private final NonceUses used = new NonceUses();
    private long number;

    // The nonce that was looked at last: it is looked at more than once for one request.
    private String lastNonce = "";
    private int lastPlace;
    private boolean lastIsOurs;
    private long lastNumber;
    private long lastIssued;

    /// Nonces up to this time are no more known: their uses were forgotten for want of room.
    private long forgotten = Long.MIN_VALUE;

    /// @param key 32 random octets, of this lane alone: another lane's nonces are strange here, and their clients are
    ///     told to take a new one
    /// @param life milliseconds
    /// @param most nonces remembered at once
    public Nonces(byte[] key, long life, int most) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("the Java platform has HmacSHA256", e);
        }
        this.life = life;
        this.most = most;
    }

    /// A nonce for a new challenge, for nobody in particular.
    public String issue(long now) {
        return issue(now, 0);
    }

    /// A nonce for a new challenge.
    ///
    /// @param place whom it is for: it is one of ours for that place alone, and does not show it
    public String issue(long now, int place) {
        byte[] whole = new byte[PLAIN + SEAL];
        LONGS.set(whole, 0, now);
        LONGS.set(whole, 8, ++number);
        System.arraycopy(seal(whole, place), 0, whole, PLAIN, SEAL);
        return ENCODER.encodeToString(whole);
    }

    /// What this nonce with this count is worth now. Changes nothing.
    public Worth look(String nonce, long count, long now) {
        return look(nonce, count, now, 0);
    }

    /// The same of a nonce that comes from a place.
    public Worth look(String nonce, long count, long now, int place) {
        if (!isOurs(nonce, place)) return Worth.FOREIGN;
        long issued = lastIssued;
        if (issued > now || now - issued > life || issued <= forgotten) return Worth.STALE;
        int at = used.find(lastNumber);
        return at < 0 || used.isNew(at, count) ? Worth.FRESH : Worth.STALE;
    }

    /// Right credentials came with a fresh nonce: this count is spent.
    public void spend(String nonce, long count, long now) {
        spend(nonce, count, now, 0);
    }

    /// The same of a nonce that comes from a place.
    public void spend(String nonce, long count, long now, int place) {
        if (!isOurs(nonce, place)) throw new IllegalArgumentException("a nonce of ours expected");
        int at = used.find(lastNumber);
        if (at < 0) {
            makeRoom(now);
            at = used.add(lastNumber, lastIssued);
        }
        used.use(at, count);
    }

    /// How many nonces are remembered.
    public int remembered() {
        return used.size();
    }

    private void makeRoom(long now) {
        while (used.size() > 0) {
            long issued = used.oldestIssued();
            if (now - issued <= life) {
                if (used.size() < most) return;
                forgotten = Math.max(forgotten, issued);
            }
            used.removeOldest();
        }
    }

    private byte[] seal(byte[] plain, int place) {
        mac.update(plain, 0, PLAIN);
        INTS.set(placed, 0, place);
        mac.update(placed);
        return mac.doFinal();
    }

    /// True for a nonce that was issued here for that place; what it says is then known.
    private boolean isOurs(String nonce, int place) {
        if (place != lastPlace || !nonce.equals(lastNonce)) {
            lastIsOurs = unseal(nonce, place);
            lastNonce = nonce;
            lastPlace = place;
        }
        return lastIsOurs;
    }

    private boolean unseal(String nonce, int place) {
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(nonce.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (whole.length != PLAIN + SEAL) return false;
        byte[] right = seal(whole, place);
        int different = 0; // in the time of all of them, wherever the first is
        for (int i = 0; i < SEAL; i++) different |= whole[PLAIN + i] ^ right[i];
        if (different != 0) return false;
        lastIssued = (long) LONGS.get(whole, 0);
        lastNumber = (long) LONGS.get(whole, 8);
        return true;
    }
}
