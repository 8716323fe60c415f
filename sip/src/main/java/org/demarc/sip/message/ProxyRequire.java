package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Proxy-Require, RFC 3261 §20.29: an extension that proxies must support.
public record ProxyRequire(String optionTag) {
    public static final HeaderType<ProxyRequire> TYPE = HeaderType.list("Proxy-Require", ProxyRequire::read);

    static @Nullable ProxyRequire read(Cursor c) {
        String tag = c.token();
        return tag == null ? null : new ProxyRequire(tag);
    }

    @Override
    public String toString() {
        return optionTag;
    }
}
