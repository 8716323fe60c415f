package org.demarc.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under headings, in columns as wide as their widest cell. Headings that begin with `>` align right.
final class Table {
    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] right;

    Table(String... headings) {
        right = new boolean[headings.length];
        String[] head = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
            head[i] = right[i] ? headings[i].substring(1) : headings[i];
        }
        rows.add(head);
    }

    Table row(String... cells) {
        if (cells.length != right.length)
            throw new IllegalArgumentException(right.length + " cells expected: " + cells.length);
        String[] clean = new String[cells.length];
        for (int i = 0; i < cells.length; i++) clean[i] = printable(cells[i]);
        rows.add(clean);
        return this;
    }

    /// Control characters would move the reader's cursor.
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.isEmpty() ? "-" : out.toString();
    }

    @Override
    public String toString() {
        int[] widths = new int[right.length];
        for (String[] row : rows) Arrays.setAll(widths, i -> Math.max(widths[i], row[i].length()));
        StringBuilder out = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : "  ").append(right[i] ? pad + row[i] : row[i] + pad);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
