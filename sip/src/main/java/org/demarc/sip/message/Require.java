package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Require, RFC 3261 §20.32: an extension that the UAS must support.
public record Require(String optionTag) {
    public static final HeaderType<Require> TYPE = HeaderType.list("Require", Require::read);

    static @Nullable Require read(Cursor c) {
        String tag = c.token();
        return tag == null ? null : new Require(tag);
    }

    @Override
    public String toString() {
        return optionTag;
    }
}
