package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// CSeq, RFC 3261 §20.16.
///
/// @param number below 2**31 (§8.1.1.5)
public record CSeq(long number, Method method) {
    public static final HeaderType<CSeq> TYPE = HeaderType.of("CSeq", CSeq::read);
    public static final long MAX = (1L << 31) - 1;

    public CSeq {
        if (number < 0 || number > MAX) {
            throw new IllegalArgumentException("sequence number below 2**31 expected: " + number);
        }
    }

    static @Nullable CSeq read(Cursor c) {
        long number = c.number(MAX, "sequence number below 2**31 expected");
        if (number < 0) {
            return null;
        }
        int before = c.at;
        c.skipWhite();
        int from = c.at;
        c.at = Ascii.span(Ascii.TOKEN, c.octets, from, c.end);
        return from == before || c.at == from
                ? c.fail("number and method expected")
                : new CSeq(number, Method.read(c.octets, from, c.at));
    }

    @Override
    public String toString() {
        return number + " " + method;
    }
}
