package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// A media type with its parameters, RFC 2045 §5.1, RFC 3261 §20.15; `*` where a range is allowed.
///
/// @param type in lower case
/// @param subtype in lower case
public record MediaType(String type, String subtype, Params params) {
    static @Nullable MediaType read(Cursor c) {
        String type = c.token();
        if (type == null || !c.acceptSeparator('/')) {
            return c.fail("type/subtype expected");
        }
        String subtype = c.token();
        if (subtype == null) {
            return c.fail("type/subtype expected");
        }
        Params params = Params.read(c);
        return params == null ? null : new MediaType(Ascii.lower(type), Ascii.lower(subtype), params);
    }

    /// The type that the whole text is.
    static @Nullable MediaType read(String text) {
        Cursor c = Cursor.of(text);
        c.skipWhite();
        MediaType type = read(c);
        c.skipWhite();
        return c.atEnd() ? type : null;
    }

    /// `type/subtype` given in lower case is this one; parameters do not count.
    public boolean is(String name) {
        return name.length() == type.length() + 1 + subtype.length()
                && name.startsWith(type)
                && name.charAt(type.length()) == '/'
                && name.endsWith(subtype);
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /// As a range, this one takes in the other: `*/*`, `application/*`, or the same.
    public boolean includes(MediaType other) {
        return type.equals("*") || (type.equals(other.type) && (subtype.equals("*") || subtype.equals(other.subtype)));
    }

    /// `type/subtype` without parameters.
    public String name() {
        return type + "/" + subtype;
    }

    @Override
    public String toString() {
        return type + "/" + subtype + params;
    }
}
