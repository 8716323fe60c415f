package org.demarc.sip.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parameters of a header value or URI in their order: `;name=value` or `;name`. Names are equal whatever their
/// case; values are kept as written, quotes and escapes included.
public final class Params {
    public static final Params EMPTY = new Params(new @Nullable String[0], 0);

    /// Names at even places, values at odd ones, null for a parameter without value.
    private final @Nullable String[] pairs;

    private final int length;

    private Params(@Nullable String[] pairs, int length) {
        this.pairs = pairs;
        this.length = length;
    }

    /// `;a=b;c` as text; what the grammar does not allow is the caller's mistake.
    public static Params of(String text) {
        Cursor cursor = Cursor.of(text);
        Params params = read(cursor);
        if (params == null || !cursor.atEnd()) {
            throw new IllegalArgumentException("parameters expected as ;name=value;name");
        }
        return params;
    }

    /// `*( SEMI generic-param )` of a header value; null when malformed, empty when the cursor only checks.
    static @Nullable Params read(Cursor c) {
        return c.checking ? check(c) : readFully(c);
    }

    private static @Nullable Params check(Cursor c) {
        byte[] b = c.octets;
        int n = 0;
        while (c.acceptSeparator(';')) {
            int from = c.at;
            c.at = Ascii.span(Ascii.TOKEN, b, from, c.end);
            if (c.at == from) {
                return c.fail("parameter name expected");
            }
            if (++n > Limits.MAX_PARAMS) {
                return c.fail("too many parameters");
            }
            if (c.acceptSeparator('=') && !skipValue(c)) {
                return null;
            }
        }
        return EMPTY;
    }

    private static boolean skipValue(Cursor c) {
        int start = c.at;
        if (c.peek() == '"') {
            return c.skipQuoted();
        }
        c.at = Ascii.span(Ascii.GEN_VALUE, c.octets, start, c.end);
        if (c.at == start) {
            c.fail("parameter value expected");
            return false;
        }
        return true;
    }

    /// As [#read(Cursor)], with the parameters also when the cursor only checks.
    static @Nullable Params readFully(Cursor c) {
        byte[] b = c.octets;
        @Nullable String[] pairs = EMPTY.pairs;
        int n = 0;
        while (c.acceptSeparator(';')) {
            int from = c.at;
            c.at = Ascii.span(Ascii.TOKEN, b, from, c.end);
            if (c.at == from) {
                return c.fail("parameter name expected");
            }
            if (n == pairs.length) {
                if (n >= 2 * Limits.MAX_PARAMS) {
                    return c.fail("too many parameters");
                }
                pairs = Arrays.copyOf(pairs, n == 0 ? 4 : 2 * n);
            }
            pairs[n] = Ascii.name(b, from, c.at);
            if (c.acceptSeparator('=')) {
                int start = c.at;
                if (!skipValue(c)) {
                    return null;
                }
                pairs[n + 1] = value(b, start, c.at);
            }
            n += 2;
        }
        return n == 0 ? EMPTY : new Params(pairs, n);
    }

    /// A value as written, but a quoted one that holds control characters loses them: they would break the
    /// next line.
    private static String value(byte[] b, int from, int to) {
        if (b[from] == '"') {
            for (int i = from; i < to; i++) {
                if ((b[i] >= 0 && b[i] < ' ') || b[i] == 0x7f) {
                    return Quoted.write(Quoted.undo(b, from + 1, to - 1));
                }
            }
        }
        return Ascii.text(b, from, to);
    }

    /// `;name=value` parts of a URI at `[from, to)`, which begins with `;`; null when malformed. A name stands
    /// once: RFC 3261 §19.1.1.
    static @Nullable Params readUri(byte[] b, int from, int to) {
        if (from == to) {
            return EMPTY;
        }
        @Nullable String[] pairs = new @Nullable String[4];
        int n = 0;
        int i = from;
        while (i < to) {
            if (b[i] != ';') {
                return null;
            }
            int start = i + 1;
            int equals = -1;
            i = start;
            while (i < to && b[i] != ';') {
                if (b[i] == '=' && equals < 0) {
                    equals = i;
                }
                i++;
            }
            int nameEnd = equals < 0 ? i : equals;
            if (nameEnd == start
                    || !Ascii.escapedOr(Ascii.PARAM, b, start, nameEnd)
                    || (equals >= 0 && (equals + 1 == i || !Ascii.escapedOr(Ascii.PARAM, b, equals + 1, i)))) {
                return null;
            }
            String name = Ascii.name(b, start, nameEnd);
            if (n >= 2 * Limits.MAX_PARAMS || find(pairs, n, name) >= 0) {
                return null;
            }
            if (n == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * n);
            }
            pairs[n] = name;
            pairs[n + 1] = equals < 0 ? null : Ascii.text(b, equals + 1, i);
            n += 2;
        }
        return new Params(pairs, n);
    }

    private static int find(@Nullable String[] pairs, int length, String name) {
        for (int i = 0; i < length; i += 2) {
            if (name.equalsIgnoreCase(pairs[i])) {
                return i;
            }
        }
        return -1;
    }

    public int size() {
        return length / 2;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /// The names as written, in order.
    public List<String> names() {
        var names = new ArrayList<String>(size());
        for (int i = 0; i < length; i += 2) {
            names.add(nameAt(i));
        }
        return List.copyOf(names);
    }

    private String nameAt(int i) {
        String name = pairs[i];
        return name == null ? "" : name;
    }

    public boolean has(String name) {
        return find(pairs, length, name) >= 0;
    }

    /// The value as written; null when the parameter is absent or has none ([#has(String)] tells).
    public @Nullable String get(String name) {
        int i = find(pairs, length, name);
        return i < 0 ? null : pairs[i + 1];
    }

    /// The value without its quotes.
    public @Nullable String unquoted(String name) {
        String value = get(name);
        return value == null ? null : Quoted.undo(value);
    }

    /// The value as a number of decimal digits; -1 when the parameter is absent or its value is none.
    public long number(String name) {
        String value = get(name);
        if (value == null) {
            return -1;
        }
        byte[] b = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Ascii.number(b, 0, b.length);
    }

    /// With the parameter set, in its place when it was there, else last.
    public Params with(String name, String value) {
        if ((!Ascii.isToken(name) && !isUriText(name)) || !isValue(value)) {
            throw new IllegalArgumentException("parameter name and value expected");
        }
        return set(name, value);
    }

    /// With a parameter that has no value.
    public Params with(String name) {
        if (!Ascii.isToken(name) && !isUriText(name)) {
            throw new IllegalArgumentException("parameter name expected");
        }
        return set(name, null);
    }

    private Params set(String name, @Nullable String value) {
        int i = find(pairs, length, name);
        @Nullable String[] copy = Arrays.copyOf(pairs, i < 0 ? length + 2 : length);
        if (i < 0) {
            copy[length] = name;
            copy[length + 1] = value;
        } else {
            copy[i + 1] = value;
        }
        return new Params(copy, copy.length);
    }

    /// Without the parameter; this object when it was not there.
    public Params without(String name) {
        if (!has(name)) {
            return this;
        }
        @Nullable String[] copy = new @Nullable String[length];
        int n = 0;
        for (int i = 0; i < length; i += 2) {
            if (!name.equalsIgnoreCase(pairs[i])) {
                copy[n++] = pairs[i];
                copy[n++] = pairs[i + 1];
            }
        }
        return n == 0 ? EMPTY : new Params(copy, n);
    }

    /// A value that keeps its content together: token, host, URI text, or a quoted string.
    private static boolean isValue(String value) {
        Cursor c = Cursor.of(value);
        if (c.peek() == '"') {
            return c.skipQuoted() && c.atEnd() && value.indexOf('\r') < 0 && value.indexOf('\n') < 0;
        }
        return isUriText(value);
    }

    private static boolean isUriText(String text) {
        byte[] b = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return b.length > 0 && Ascii.span(Ascii.GEN_VALUE | Ascii.PARAM, b, 0, b.length) == b.length;
    }

    /// `;name=value` for each; "" when there is none.
    @Override
    public String toString() {
        return length == 0 ? "" : appendTo(new StringBuilder(24)).toString();
    }

    StringBuilder appendTo(StringBuilder out) {
        for (int i = 0; i < length; i += 2) {
            out.append(';').append(pairs[i]);
            if (pairs[i + 1] != null) {
                out.append('=').append(pairs[i + 1]);
            }
        }
        return out;
    }

    /// The same names, whatever their case, with the same values in the same order.
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Params that) || length != that.length) {
            return false;
        }
        for (int i = 0; i < length; i += 2) {
            if (!nameAt(i).equalsIgnoreCase(that.nameAt(i))
                    || !java.util.Objects.equals(pairs[i + 1], that.pairs[i + 1])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = length;
        for (int i = 0; i < length; i += 2) {
            hash = 31 * hash + Ascii.lower(nameAt(i)).hashCode();
        }
        return hash;
    }
}
