package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Supported, RFC 3261 §20.37: an extension that the sender supports. The list may be empty.
public record Supported(String optionTag) {
    public static final HeaderType<Supported> TYPE = HeaderType.listOrEmpty("Supported", Supported::read);

    static @Nullable Supported read(Cursor c) {
        String tag = c.token();
        return tag == null ? null : new Supported(tag);
    }

    @Override
    public String toString() {
        return optionTag;
    }
}
