package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// name-addr or addr-spec with the parameters of its header: RFC 3261 §20.10, §25.1.
///
/// @param displayName without quotes and escapes; null when there is none
/// @param params those of the header, not of the URI
public record NameAddr(@Nullable String displayName, Uri uri, Params params) {
    public static NameAddr of(Uri uri) {
        return new NameAddr(null, uri, Params.EMPTY);
    }

    /// The tag parameter; null when there is none.
    public @Nullable String tag() {
        return params.get("tag");
    }

    public NameAddr withTag(String tag) {
        return new NameAddr(displayName, uri, params.with("tag", tag));
    }

    public NameAddr withUri(Uri newUri) {
        return new NameAddr(displayName, newUri, params);
    }

    /// With its parameters; null when malformed.
    static @Nullable NameAddr read(Cursor c) {
        c.skipWhite();
        byte[] b = c.octets;
        String displayName = null;
        int first = c.peek();
        if (first == '"') {
            displayName = c.quoted();
            if (displayName == null) {
                return null;
            }
            c.skipWhite();
            if (c.peek() != '<') {
                return c.fail("< expected after the display name");
            }
        } else if (first != '<') {
            int end = Ascii.span(Ascii.TOKEN | Ascii.WS, b, c.at, c.end);
            if (end == c.end || b[end] != '<') {
                return addrSpec(c);
            }
            displayName = c.checking ? "" : Unfold.text(b, c.at, end);
            c.at = end;
        }
        Uri uri = bracketed(c);
        if (uri == null) {
            return null;
        }
        Params params = Params.read(c);
        return params == null ? null : new NameAddr(displayName, uri, params);
    }

    /// name-addr alone, as routes demand: without brackets a URI would lose its parameters.
    static @Nullable NameAddr readBracketed(Cursor c) {
        NameAddr address = read(c);
        return address != null && !c.sawBracket ? c.fail("< expected") : address;
    }

    /// `<` URI `>`.
    static @Nullable Uri bracketed(Cursor c) {
        byte[] b = c.octets;
        if (!c.accept('<')) {
            return c.fail("< expected");
        }
        c.sawBracket = true;
        int end = c.at;
        while (end < c.end && b[end] != '>') {
            end++;
        }
        if (end == c.end) {
            return c.fail("> expected");
        }
        Uri uri = UriReader.read(c, c.at, end);
        c.at = end + 1;
        return uri;
    }

    /// A URI without brackets: it has no comma, question mark or semicolon, so what follows a semicolon belongs
    /// to the header (RFC 3261 §20).
    private static @Nullable NameAddr addrSpec(Cursor c) {
        byte[] b = c.octets;
        c.sawBracket = false;
        int end = c.at;
        while (end < c.end && b[end] != ';' && b[end] != ',' && b[end] != '?' && !Ascii.is(Ascii.WS, b[end])) {
            end++;
        }
        if (end < c.end && b[end] == '?') {
            return c.fail("a URI with headers stands in < >");
        }
        Uri uri = UriReader.read(c, c.at, end);
        if (uri == null) {
            return null;
        }
        c.at = end;
        Params params = Params.read(c);
        return params == null ? null : new NameAddr(null, uri, params);
    }

    @Override
    public String toString() {
        var out = new StringBuilder(64);
        if (displayName != null) {
            out.append(Quoted.write(displayName)).append(' ');
        }
        return params.appendTo(out.append('<').append(uri).append('>')).toString();
    }
}
