package org.demarc.pbx.voice;

/// Which tone a phone says, and which one it expects of the other side. Every number has its tone, so that a
/// phone that knows who is on the line knows what to expect, and crossed lines are heard.
///
/// @param says Hz
/// @param expects Hz
public record Tones(int says, int expects) {
    private static final int LOWEST = 450;
    private static final int STEP = 50; // the bins of a 20 ms frame: neighbours do not hear each other
    private static final int COUNT = 50;
    private static final int UNKNOWN = 400;

    /// The tone of a number: from its last two digits, 450 to 2900 Hz; 400 Hz for whoever has none.
    public static int of(String number) {
        int length = number.length();
        if (length < 2) return UNKNOWN;
        int tens = number.charAt(length - 2) - '0';
        int ones = number.charAt(length - 1) - '0';
        if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return UNKNOWN;
        return LOWEST + STEP * ((10 * tens + ones) % COUNT);
    }

    /// The tones of a call between two numbers.
    public static Tones between(String own, String other) {
        return new Tones(of(own), of(other));
    }
}
