package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// RAck, RFC 3262 §7.2: the RSeq and the CSeq of the response that a PRACK acknowledges.
public record RAck(long rseq, long cseq, Method method) {
    public static final HeaderType<RAck> TYPE = HeaderType.of("RAck", RAck::read);

    static @Nullable RAck read(Cursor c) {
        long rseq = c.number(Expires.MAX, "two numbers and a method expected");
        if (rseq < 0) {
            return null;
        }
        int gap = c.at;
        c.skipWhite();
        if (c.at == gap) {
            return c.fail("two numbers and a method expected");
        }
        CSeq cseq = CSeq.read(c);
        return cseq == null ? null : new RAck(rseq, cseq.number(), cseq.method());
    }

    @Override
    public String toString() {
        return rseq + " " + cseq + " " + method;
    }
}
