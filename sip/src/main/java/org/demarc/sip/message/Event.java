package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Event, RFC 6665 §8.2.1.
public record Event(String eventType, Params params) {
    public static final HeaderType<Event> TYPE = HeaderType.of("Event", Event::read);

    static @Nullable Event read(Cursor c) {
        String eventType = c.token();
        if (eventType == null) {
            return null;
        }
        Params params = Params.read(c);
        return params == null ? null : new Event(eventType, params);
    }

    /// The id parameter; null when there is none.
    public @Nullable String id() {
        return params.get("id");
    }

    @Override
    public String toString() {
        return eventType + params;
    }
}
