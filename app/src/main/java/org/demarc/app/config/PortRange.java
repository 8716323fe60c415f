package org.demarc.app.config;

/// A closed range of ports.
///
/// @param first the lowest
/// @param last the highest
public record PortRange(int first, int last) {
    /// How many even ports have their odd successor in the range too: the calls' legs that it can carry.
    public int pairs() {
        int even = first + (first & 1);
        return Math.max(0, (last - even + 1) / 2);
    }

    boolean overlaps(PortRange other) {
        return first <= other.last && other.first <= last;
    }

    boolean contains(int port) {
        return port >= first && port <= last;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
