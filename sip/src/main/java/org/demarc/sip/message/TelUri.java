package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// A telephone number, RFC 3966.
///
/// @param number as written: with `+` when global, visual separators included
/// @param params `phone-context`, `isub`, `ext` and others
public record TelUri(String number, Params params) implements Uri {
    public TelUri {
        if (!isNumber(number)) {
            throw new IllegalArgumentException("a telephone number is expected");
        }
    }

    static boolean isNumber(String text) {
        byte[] b = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return isNumber(b, 0, b.length);
    }

    /// Global: `+` and digits. Local: digits, `*`, `#` and A to F. At least one of them is no separator.
    static boolean isNumber(byte[] b, int from, int to) {
        boolean global = from < to && b[from] == '+';
        boolean digit = false;
        for (int i = global ? from + 1 : from; i < to; i++) {
            if (!Ascii.is(Ascii.PHONE, b[i]) || (global && !Ascii.is(Ascii.DIGIT, b[i]) && !separator(b[i]))) {
                return false;
            }
            digit |= !separator(b[i]);
        }
        return digit;
    }

    private static boolean separator(int octet) {
        return octet == '-' || octet == '.' || octet == '(' || octet == ')';
    }

    public boolean isGlobal() {
        return number.charAt(0) == '+';
    }

    /// What makes a local number unique: a global number prefix or a domain name.
    public @Nullable String phoneContext() {
        return params.get("phone-context");
    }

    /// The number without visual separators, letters in upper case.
    public String digits() {
        return plain(number);
    }

    private static String plain(String number) {
        var out = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (!separator(c)) {
                out.append(c >= 'a' && c <= 'f' ? (char) (c - 32) : c);
            }
        }
        return out.toString();
    }

    @Override
    public String scheme() {
        return "tel";
    }

    @Override
    public boolean equivalent(Uri other) {
        if (!(other instanceof TelUri that) || !digits().equals(that.digits()) || params.size() != that.params.size()) {
            return false;
        }
        for (String name : params.names()) {
            String mine = params.get(name);
            String theirs = that.params.get(name);
            if (!that.params.has(name) || (mine == null) != (theirs == null)) {
                return false;
            }
            if (mine != null && theirs != null && !sameValue(name, mine, theirs)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameValue(String name, String mine, String theirs) {
        boolean numbers = name.equalsIgnoreCase("ext")
                || (name.equalsIgnoreCase("phone-context") && mine.startsWith("+") && theirs.startsWith("+"));
        return numbers ? plain(mine).equals(plain(theirs)) : mine.equalsIgnoreCase(theirs);
    }

    @Override
    public String toString() {
        return "tel:" + number + params;
    }
}
