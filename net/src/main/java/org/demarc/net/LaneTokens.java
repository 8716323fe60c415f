package org.demarc.net;

import java.nio.charset.StandardCharsets;
import org.demarc.sip.transport.LaneRouting;
import org.demarc.sip.transport.Tokens;

/// Tokens from a buffer of random octets that is filled in bulk. Used by the lane's thread alone.
final class LaneTokens implements Tokens {
    private static final byte[] DIGITS = "0123456789abcdefghijklmnopqrstuv".getBytes(StandardCharsets.US_ASCII);
    private static final int BULK = 8192;
    private static final int BRANCH_DIGITS = 16; // 80 random bits
    private static final int TAG_DIGITS = 16;
    private static final int CALL_ID_DIGITS = 24; // 120; all three are multiples of eight

    private final Entropy source;
    private final byte[] random = new byte[BULK];
    private final byte[] branch;
    private final byte[] tag;
    private final byte[] callId;
    private int used = BULK;

    LaneTokens(int lane, Entropy source) {
        this.source = source;
        String digits = LaneRouting.digits(lane);
        branch = template(LaneRouting.BRANCH_PREFIX + digits, BRANCH_DIGITS);
        tag = template(LaneRouting.TOKEN_PREFIX + digits, TAG_DIGITS);
        callId = template(LaneRouting.TOKEN_PREFIX + digits, CALL_ID_DIGITS);
    }

    private static byte[] template(String prefix, int digits) {
        byte[] octets = new byte[prefix.length() + digits];
        System.arraycopy(prefix.getBytes(StandardCharsets.US_ASCII), 0, octets, 0, prefix.length());
        return octets;
    }

    @Override
    public String branch() {
        return fill(branch, BRANCH_DIGITS);
    }

    @Override
    public String tag() {
        return fill(tag, TAG_DIGITS);
    }

    @Override
    public String callId() {
        return fill(callId, CALL_ID_DIGITS);
    }

    @Override
    public long number() {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) value = (value << 8) | next();
        return value >>> 2;
    }

    /// Eight digits of five random octets each time.
    private String fill(byte[] template, int digits) {
        need(digits / 8 * 5);
        for (int i = template.length - digits; i < template.length; i += 8) {
            long bits = 0;
            for (int k = 0; k < 5; k++) bits = (bits << 8) | next();
            for (int k = 0; k < 8; k++) template[i + k] = DIGITS[(int) (bits >>> (5 * k)) & 31];
        }
        return new String(template, StandardCharsets.ISO_8859_1);
    }

    private void need(int octets) {
        if (BULK - used >= octets) return;
        source.fill(random);
        used = 0;
    }

    private int next() {
        int octet = random[used] & 0xff;
        random[used++] = 0; // a token is nobody's to find in memory twice
        return octet;
    }

    void close() {
        source.close();
    }
}
