package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Warning, RFC 3261 §20.43: one warning value.
///
/// @param code three digits
/// @param agent host and port, or a pseudonym
public record Warning(int code, String agent, String text) {
    public static final HeaderType<Warning> TYPE = HeaderType.list("Warning", Warning::read);

    static @Nullable Warning read(Cursor c) {
        int from = c.at;
        long code = c.number(999, "three digits expected");
        if (code < 0 || c.at - from != 3) {
            return c.fail("three digits expected");
        }
        c.skipWhite();
        int agentAt = c.at;
        c.at = Ascii.span(Ascii.GEN_VALUE, c.octets, agentAt, c.end);
        String agent = c.textSince(agentAt);
        boolean none = c.at == agentAt;
        c.skipWhite();
        if (none || c.peek() != '"') {
            return c.fail("agent and quoted text expected");
        }
        String text = c.quoted();
        return text == null ? null : new Warning((int) code, agent, text);
    }

    @Override
    public String toString() {
        return (code < 100 ? "0" : "") + (code < 10 ? "0" : "") + code + " " + agent + " " + Quoted.write(text);
    }
}
