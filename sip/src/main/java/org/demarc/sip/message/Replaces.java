package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Replaces, RFC 3891 §6.1: the dialog that the new one takes the place of.
public record Replaces(String callId, String toTag, String fromTag, boolean earlyOnly) {
    public static final HeaderType<Replaces> TYPE = HeaderType.of("Replaces", Replaces::read);

    static @Nullable Replaces read(Cursor c) {
        CallId callId = CallId.read(c);
        if (callId == null) {
            return null;
        }
        Params params = Params.readFully(c);
        if (params == null) {
            return null;
        }
        String toTag = params.get("to-tag");
        String fromTag = params.get("from-tag");
        return toTag == null || fromTag == null
                ? c.fail("to-tag and from-tag expected")
                : new Replaces(callId.value(), toTag, fromTag, params.has("early-only"));
    }

    @Override
    public String toString() {
        return callId + ";to-tag=" + toTag + ";from-tag=" + fromTag + (earlyOnly ? ";early-only" : "");
    }
}
