package org.demarc.store;

/// Text of others in our log: one line, capped.
final class LogText {
    private static final int LONGEST = 200;

    private LogText() {}

    static String of(Throwable e) {
        String text = String.valueOf(e.getMessage());
        var clean = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            clean.append(c < ' ' || c == 0x7f || c == '"' ? ' ' : c);
        }
        return clean.toString();
    }
}
