package org.demarc.sip.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

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
    private static final long WINDOW = 64;

    /// Counts that one nonce was used with: the highest, and which of the 64 before it.
    private static final class Uses {
        final long issued;
        long highest;
        long seen;

        Uses(long issued) {
            this.issued = issued;
        }

        boolean isNew(long count) {
            if (count > highest) {
                return true;
            }
            long back = highest - count;
            return back < WINDOW && (seen >>> back & 1) == 0;
        }

        void add(long count) {
            if (count > highest) {
                long ahead = count - highest;
                seen = ahead < WINDOW ? seen << ahead : 0;
                highest = count;
                seen |= 1;
            } else {
                seen |= 1L << (highest - count);
            }
        }
    }

    private final Mac mac;
    private final long life;
    private final int most;
    private final Map<String, Uses> used = new LinkedHashMap<>();
    private long number;

    // The nonce that was looked at last: it is looked at more than once for one request.
    private String lastNonce = "";
    private int lastPlace;
    private @Nullable Long lastIssued;

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
        byte[] plain = ByteBuffer.allocate(PLAIN).putLong(now).putLong(++number).array();
        byte[] whole = ByteBuffer.allocate(PLAIN + SEAL)
                .put(plain)
                .put(seal(plain, place), 0, SEAL)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /// What this nonce with this count is worth now. Changes nothing.
    public Worth look(String nonce, long count, long now) {
        return look(nonce, count, now, 0);
    }

    /// The same of a nonce that comes from a place.
    public Worth look(String nonce, long count, long now, int place) {
        Long issued = issued(nonce, place);
        if (issued == null) {
            return Worth.FOREIGN;
        }
        if (issued > now || now - issued > life || issued <= forgotten) {
            return Worth.STALE;
        }
        Uses uses = used.get(nonce);
        return uses == null || uses.isNew(count) ? Worth.FRESH : Worth.STALE;
    }

    /// Right credentials came with a fresh nonce: this count is spent.
    public void spend(String nonce, long count, long now) {
        spend(nonce, count, now, 0);
    }

    /// The same of a nonce that comes from a place.
    public void spend(String nonce, long count, long now, int place) {
        Uses uses = used.get(nonce);
        if (uses == null) {
            Long issued = issued(nonce, place);
            if (issued == null) {
                throw new IllegalArgumentException("a nonce of ours expected");
            }
            makeRoom(now);
            uses = new Uses(issued);
            used.put(nonce, uses);
        }
        uses.add(count);
    }

    /// How many nonces are remembered.
    public int remembered() {
        return used.size();
    }

    private void makeRoom(long now) {
        var oldest = used.values().iterator();
        while (oldest.hasNext()) {
            Uses uses = oldest.next();
            boolean over = now - uses.issued > life;
            if (!over && used.size() < most) {
                return;
            }
            if (!over) {
                forgotten = Math.max(forgotten, uses.issued);
            }
            oldest.remove();
        }
    }

    private byte[] seal(byte[] plain, int place) {
        mac.update(plain, 0, PLAIN);
        for (int shift = 24; shift >= 0; shift -= 8) mac.update((byte) (place >> shift));
        return mac.doFinal();
    }

    /// The time when it was issued; null for what is none of ours.
    private @Nullable Long issued(String nonce, int place) {
        if (place != lastPlace || !nonce.equals(lastNonce)) {
            lastIssued = unsealed(nonce, place);
            lastNonce = nonce;
            lastPlace = place;
        }
        return lastIssued;
    }

    private @Nullable Long unsealed(String nonce, int place) {
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(nonce.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (whole.length != PLAIN + SEAL) {
            return null;
        }
        ByteBuffer all = ByteBuffer.wrap(whole);
        byte[] seal = new byte[SEAL];
        all.get(PLAIN, seal);
        byte[] right = Arrays.copyOf(seal(whole, place), SEAL);
        return MessageDigest.isEqual(seal, right) ? all.getLong(0) : null;
    }
}
