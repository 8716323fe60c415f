package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Unsupported, RFC 3261 §20.40: an extension that the UAS does not support.
public record Unsupported(String optionTag) {
    public static final HeaderType<Unsupported> TYPE = HeaderType.list("Unsupported", Unsupported::read);

    static @Nullable Unsupported read(Cursor c) {
        String tag = c.token();
        return tag == null ? null : new Unsupported(tag);
    }

    @Override
    public String toString() {
        return optionTag;
    }
}
