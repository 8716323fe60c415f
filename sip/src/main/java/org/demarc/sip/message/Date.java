package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Date, RFC 3261 §20.17. Kept as text and never refused: a time zone that is not GMT hurts nobody who does not
/// use it (RFC 4475 §3.1.2.12).
public record Date(String value) {
    public static final HeaderType<Date> TYPE = HeaderType.of("Date", Date::read);

    static @Nullable Date read(Cursor c) {
        return new Date(c.rest());
    }

    @Override
    public String toString() {
        return value;
    }
}
