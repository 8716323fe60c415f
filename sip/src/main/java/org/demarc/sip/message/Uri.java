package org.demarc.sip.message;

/// A URI as SIP carries it: RFC 3261 §19.1, RFC 3966, and any other scheme as text.
public sealed interface Uri permits SipUri, TelUri, OtherUri {
    /// The URI that the whole text is.
    static Field<Uri> parse(String text) {
        return parse(Cursor.of(text));
    }

    /// The URI that lies from the cursor to its end; the cursor is moved there.
    static Field<Uri> parse(Cursor cursor) {
        Uri uri = UriReader.read(cursor, cursor.at, cursor.end);
        if (uri == null) {
            return new Field.Malformed<>(cursor.why());
        }
        cursor.at = cursor.end;
        return new Field.Present<>(uri);
    }

    /// In lower case: `sip`, `sips`, `tel` or another.
    String scheme();

    /// Both name the same resource: RFC 3261 §19.1.4, RFC 3966 §5; octet by octet for other schemes.
    boolean equivalent(Uri other);
}
