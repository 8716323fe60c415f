package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Subscription-State, RFC 6665 §8.2.3.
public record SubscriptionState(String state, Params params) {
    public static final HeaderType<SubscriptionState> TYPE =
            HeaderType.of("Subscription-State", SubscriptionState::read);

    static @Nullable SubscriptionState read(Cursor c) {
        String state = c.token();
        if (state == null) {
            return null;
        }
        Params params = Params.read(c);
        return params == null ? null : new SubscriptionState(state, params);
    }

    /// Seconds; -1 when absent.
    public long expires() {
        return params.number("expires");
    }

    /// Why it ended; null when not said.
    public @Nullable String reason() {
        return params.get("reason");
    }

    public long retryAfter() {
        return params.number("retry-after");
    }

    @Override
    public String toString() {
        return state + params;
    }
}
