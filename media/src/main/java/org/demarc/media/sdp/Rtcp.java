package org.demarc.media.sdp;

import java.util.Optional;

/// Where RTCP of a stream goes, RFC 3605.
public record Rtcp(int port, MediaAddress address) {
    /// Reads the value of `a=rtcp`: `port [nettype addrtype address]`. Without the last three it is the
    /// address of the media.
    static Optional<Rtcp> parse(String value, MediaAddress media) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == ' ') end--;
        int first = value.indexOf(' ');
        if (first < 0 || first >= end) first = end;
        int port = Text.number(value, 0, first, 65_535);
        if (port <= 0) return Optional.empty();
        if (first == end) return Optional.of(new Rtcp(port, media));
        int second = value.indexOf(' ', first + 1);
        int third = second < 0 ? -1 : value.indexOf(' ', second + 1);
        if (third < 0 || third >= end) return Optional.empty();
        return Optional.of(new Rtcp(
                port,
                MediaAddress.of(
                        value.substring(first + 1, second),
                        value.substring(second + 1, third),
                        value.substring(third + 1, end))));
    }
}
