package org.demarc.trunk.numbers;

import org.jspecify.annotations.Nullable;

/// A closed range of E.164 numbers of equal length, `+12145550100..+12145550199`, or a single one.
///
/// @param first lowest number as digits without `+`
/// @param last highest number as digits without `+`
/// @param digits how many digits each number of the range has, country code included (at most 15)
public record NumberRange(long first, long last, int digits) {
    public NumberRange {
        if (first > last) throw new IllegalArgumentException("range ends before it begins: " + first + ".." + last);
        if (digits < 2 || digits > 15) throw new IllegalArgumentException("2..15 digits expected: " + digits);
    }

    /// Reads `+12145550100` or `+12145550100..+12145550199`; null when it is neither.
    public static @Nullable NumberRange parse(String text) {
        int dots = text.indexOf("..");
        String a = dots < 0 ? text : text.substring(0, dots);
        String b = dots < 0 ? text : text.substring(dots + 2);
        if (!isE164(a) || !isE164(b) || a.length() != b.length() || a.compareTo(b) > 0) return null;
        return new NumberRange(Long.parseLong(a.substring(1)), Long.parseLong(b.substring(1)), a.length() - 1);
    }

    /// True for `+` and 2 to 15 digits, the first of them not 0.
    public static boolean isE164(String number) {
        int length = number.length();
        if (length < 3 || length > 16 || number.charAt(0) != '+' || number.charAt(1) == '0') return false;
        for (int i = 1; i < length; i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') return false;
        }
        return true;
    }

    /// True when the range holds this number; `e164` is checked by the caller (`isE164`).
    public boolean contains(String e164) {
        if (e164.length() != digits + 1) return false;
        long n = Long.parseLong(e164, 1, e164.length(), 10);
        return n >= first && n <= last;
    }

    /// True when some number is in both.
    public boolean overlaps(NumberRange other) {
        return digits == other.digits && first <= other.last && other.first <= last;
    }

    @Override
    public String toString() {
        return first == last ? "+" + first : "+" + first + "..+" + last;
    }
}
