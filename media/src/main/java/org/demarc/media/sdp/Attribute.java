package org.demarc.media.sdp;

import org.jspecify.annotations.Nullable;

/// One `a=` line, RFC 8866 §5.13: a property (`a=recvonly`, value null) or a value (`a=ptime:20`).
public record Attribute(String name, @Nullable String value) {
    public Attribute {
        if (name.isEmpty() || name.indexOf(':') >= 0) throw new IllegalArgumentException("attribute name: " + name);
        Text.value(name);
        if (value != null) Text.value(value);
    }

    /// A property attribute.
    public static Attribute of(String name) {
        return new Attribute(name, null);
    }

    /// A value attribute.
    public static Attribute of(String name, String value) {
        return new Attribute(name, value);
    }

    /// True when the value begins with the number or word `format` and a space, as `rtpmap`, `fmtp` and
    /// `rtcp-fb` do.
    public boolean isAbout(String format) {
        return value != null
                && value.length() > format.length()
                && value.charAt(format.length()) == ' '
                && value.startsWith(format);
    }

    /// The format (payload type, or `*`) that an `rtpmap`, `fmtp` or `rtcp-fb` is about: the first word
    /// of the value.
    public String format() {
        if (value == null) return "";
        int space = value.indexOf(' ');
        return space < 0 ? value : value.substring(0, space);
    }

    /// As on the wire, without line end.
    @Override
    public String toString() {
        return value == null ? "a=" + name : "a=" + name + ":" + value;
    }
}
