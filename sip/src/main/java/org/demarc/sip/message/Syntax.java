package org.demarc.sip.message;

/// Scans of the basic rules of RFC 3261 §25.1 over octets, for decoders: no object is made.
public final class Syntax {
    private Syntax() {}

    /// The end of the token that begins at `from`, which is `from` when there is none.
    public static int tokenEnd(byte[] b, int from, int to) {
        return Ascii.span(Ascii.TOKEN, b, from, to);
    }

    public static int digitsEnd(byte[] b, int from, int to) {
        return Ascii.span(Ascii.DIGIT, b, from, to);
    }

    public static int whiteEnd(byte[] b, int from, int to) {
        return Ascii.span(Ascii.WS, b, from, to);
    }

    /// 1*DIGIT as a number; -1 when empty or not digits, `Long.MAX_VALUE` when it does not fit.
    public static long number(byte[] b, int from, int to) {
        return Ascii.number(b, from, to);
    }

    /// Nothing but white space around octets without white space, at least one.
    public static boolean isOneWord(byte[] b, int from, int to) {
        int start = Ascii.span(Ascii.WS, b, from, to);
        int end = start;
        while (end < to && !Ascii.is(Ascii.WS, b[end])) {
            end++;
        }
        return end > start && Ascii.span(Ascii.WS, b, end, to) == to;
    }

    /// The value begins with a via-parm, then ends or goes on with a comma.
    public static boolean isVia(byte[] b, int from, int to) {
        return new ViaView().read(b, from, to);
    }

    public static boolean isMethod(Method method, byte[] b, int from, int to) {
        return method.isAt(b, from, to);
    }
}
