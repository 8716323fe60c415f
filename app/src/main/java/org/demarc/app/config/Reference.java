package org.demarc.app.config;

/// The reference of all keys, printed from `Keys`: docs/configuration.md's last part.
public final class Reference {
    private Reference() {}

    /// Markdown: one table for each section.
    public static String markdown() {
        StringBuilder out = new StringBuilder();
        String section = "\u0000";
        for (Key key : Keys.ALL) {
            String top = section(key);
            if (!top.equals(section)) {
                section = top;
                out.append(out.isEmpty() ? "" : "\n").append("### ").append(top).append("\n\n");
                out.append("| Key | Value | Without it | Change | Meaning |\n|---|---|---|---|---|\n");
            }
            out.append("| `").append(key.path()).append("` | ").append(cell(key.type()));
            out.append(" | ")
                    .append(cell(key.standard()))
                    .append(" | ")
                    .append(key.applies().word());
            out.append(" | ").append(cell(key.text())).append(" |\n");
        }
        return out.toString();
    }

    private static String section(Key key) {
        int end = 0;
        while (end < key.path().length()
                && key.path().charAt(end) != '.'
                && key.path().charAt(end) != '[') end++;
        String first = key.path().substring(0, end);
        return Keys.children(first).isEmpty()
                        && Keys.children(first + "[]").isEmpty()
                        && Keys.children(first + ".NAME").isEmpty()
                ? "The node"
                : first;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
