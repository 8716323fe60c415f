package org.demarc.console.http;

/// Telephone numbers as people may see them.
public final class Numbers {
    private Numbers() {}

    /// Hides the middle of a number: `+12145550123` becomes `+1214*****23`. Emergency and service numbers of up to
    /// three digits stay, for they belong to nobody. A user part that is no number keeps its first character.
    public static String masked(String number) {
        int length = number.length();
        boolean digits = length > 0;
        for (int i = 0; i < length; i++) {
            char c = number.charAt(i);
            digits &= (c >= '0' && c <= '9') || (c == '+' && i == 0);
        }
        if (digits && length <= 3) return number;
        int head = digits ? (length >= 10 ? 5 : 2) : Math.min(1, length);
        int tail = digits && length >= 7 ? 2 : 0;
        StringBuilder out = new StringBuilder(length);
        out.append(number, 0, head);
        out.repeat('*', Math.min(32, Math.max(0, length - head - tail)));
        return out.append(number, length - tail, length).toString();
    }
}
