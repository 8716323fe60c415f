package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Content-Type, RFC 3261 §20.15.
public record ContentType(MediaType mediaType) {
    public static final HeaderType<ContentType> TYPE = HeaderType.of("Content-Type", ContentType::read);

    static @Nullable ContentType read(Cursor c) {
        MediaType type = MediaType.read(c);
        return type == null ? null : new ContentType(type);
    }

    @Override
    public String toString() {
        return mediaType.toString();
    }
}
