package org.demarc.app.config;

/// A place in the configuration file.
///
/// @param line from 1
/// @param column from 1, in characters
public record Mark(int line, int column) implements Comparable<Mark> {
    /// The beginning of the file, for what the whole file lacks.
    public static final Mark START = new Mark(1, 1);

    /// No place in the file: the file itself.
    public static final Mark FILE = new Mark(0, 0);

    @Override
    public int compareTo(Mark other) {
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }
}
