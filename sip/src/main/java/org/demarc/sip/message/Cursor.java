package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A place in a field's value where it lies on the wire, moved forward by readers. A reader answers null for
/// what its grammar does not allow, having said why with [#fail(String)].
///
/// CR and LF count as white space: the decoder admits them inside a value only as a fold (RFC 3261 §7.3.1).
public final class Cursor {
    final byte[] octets;
    int end;
    int at;
    /// The last address read stood in `< >`.
    boolean sawBracket;

    /// Only the grammar is asked for: texts and parameters that readers take from here are empty, nothing is
    /// made.
    final boolean checking;

    private @Nullable String why;

    public Cursor(byte[] octets, int from, int to) {
        this(octets, from, to, false);
    }

    Cursor(byte[] octets, int from, int to, boolean checking) {
        this.checking = checking;
        this.octets = octets;
        this.at = from;
        this.end = to;
    }

    /// Begins anew with another value of the same octets.
    void over(int from, int to) {
        at = from;
        end = to;
        sawBracket = false;
        why = null;
    }

    public static Cursor of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return new Cursor(octets, 0, octets.length);
    }

    public boolean atEnd() {
        return at >= end;
    }

    /// The next octet, -1 at the end.
    public int peek() {
        return at < end ? octets[at] & 0xff : -1;
    }

    public boolean accept(char octet) {
        if (at < end && octets[at] == octet) {
            at++;
            return true;
        }
        return false;
    }

    public void skipWhite() {
        while (at < end && Ascii.is(Ascii.WS, octets[at])) {
            at++;
        }
    }

    /// A separator with white space allowed on both sides, as SEMI, COMMA, SLASH and EQUAL of RFC 3261 §25.1.
    public boolean acceptSeparator(char octet) {
        int back = at;
        skipWhite();
        if (accept(octet)) {
            skipWhite();
            return true;
        }
        at = back;
        return false;
    }

    public @Nullable String token() {
        int from = at;
        at = Ascii.span(Ascii.TOKEN, octets, from, end);
        return at == from ? fail("token expected") : text(from, at);
    }

    String text(int from, int to) {
        return checking ? "" : Ascii.text(octets, from, to);
    }

    /// 1*DIGIT; -1 when there is none, `Long.MAX_VALUE` when it is larger than that.
    public long number() {
        int from = at;
        at = Ascii.span(Ascii.DIGIT, octets, from, end);
        return Ascii.number(octets, from, at);
    }

    /// 1*DIGIT not above `max`, else -1 with the reason set.
    public long number(long max, String expected) {
        long n = number();
        if (n < 0 || n > max) {
            this.why = expected;
            return -1;
        }
        return n;
    }

    /// A quoted string with its escapes undone; the cursor stands on the opening quote.
    public @Nullable String quoted() {
        int from = at + 1;
        if (!skipQuoted()) {
            return null;
        }
        return checking ? "" : Quoted.undo(octets, from, at - 1);
    }

    /// Moves behind a quoted string; false when it does not end or is none.
    boolean skipQuoted() {
        if (!accept('"')) {
            why = "quoted string expected";
            return false;
        }
        while (at < end) {
            int c = octets[at++];
            if (c == '"') {
                return true;
            }
            if (c == '\\') {
                at++;
            }
        }
        at = end;
        why = "quoted string without end";
        return false;
    }

    /// The rest, trimmed and unfolded.
    public String rest() {
        int from = at;
        at = end;
        return checking ? "" : Unfold.text(octets, from, end);
    }

    public int position() {
        return at;
    }

    /// The text from a position taken earlier to here.
    public String textSince(int position) {
        return text(position, at);
    }

    /// Says why the value is malformed: short, without octets of the input. Answers null for the reader to
    /// return.
    @SuppressWarnings("TypeParameterUnusedInFormals") // the only value is null
    public <T> @Nullable T fail(String reason) {
        why = reason;
        return null;
    }

    public String why() {
        return why == null ? "malformed" : why;
    }
}
