package org.demarc.app.config;

/// Text of others as it may stand in a message: one line, bounded, no control characters.
final class Shown {
    private static final int LONGEST = 80;

    private Shown() {}

    /// The text with control characters replaced, cut when long.
    static String line(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST) + 3);
        for (int i = 0; i < text.length(); i++) {
            if (i == LONGEST) {
                out.append("...");
                break;
            }
            char c = text.charAt(i);
            out.append(
                    Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
        }
        return out.toString();
    }

    /// The same in quotes.
    static String quoted(String text) {
        return "'" + line(text) + "'";
    }
}
