package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// A method, RFC 3261 §7.1: a token whose case counts.
public final class Method {
    public static final Method INVITE = new Method("INVITE", true);
    public static final Method ACK = new Method("ACK", true);
    public static final Method CANCEL = new Method("CANCEL", true);
    public static final Method BYE = new Method("BYE", true);
    public static final Method OPTIONS = new Method("OPTIONS", true);
    public static final Method REGISTER = new Method("REGISTER", true);
    public static final Method INFO = new Method("INFO", true);
    public static final Method UPDATE = new Method("UPDATE", true);
    public static final Method PRACK = new Method("PRACK", true);
    public static final Method SUBSCRIBE = new Method("SUBSCRIBE", true);
    public static final Method NOTIFY = new Method("NOTIFY", true);
    public static final Method REFER = new Method("REFER", true);
    public static final Method MESSAGE = new Method("MESSAGE", true);
    public static final Method PUBLISH = new Method("PUBLISH", true);

    private final String name;
    private final boolean known;

    private Method(String name, boolean known) {
        this.name = name;
        this.known = known;
    }

    /// The method of that name. A name that is no token is the caller's mistake.
    public static Method of(String name) {
        Method known = known(name);
        if (known != null) {
            return known;
        }
        if (!Ascii.isToken(name)) {
            throw new IllegalArgumentException("a token is expected as method");
        }
        return new Method(name, false);
    }

    /// The method at `[from, to)`, which holds a token.
    static Method read(byte[] b, int from, int to) {
        Method candidate = candidate(to - from, b[from]);
        if (candidate != null && Ascii.equals(b, from, to, candidate.name)) {
            return candidate;
        }
        return new Method(Ascii.text(b, from, to), false);
    }

    /// The octets hold this method's name.
    boolean isAt(byte[] b, int from, int to) {
        return Ascii.equals(b, from, to, name);
    }

    private static @Nullable Method known(String name) {
        if (name.isEmpty()) {
            return null;
        }
        Method candidate = candidate(name.length(), name.charAt(0));
        return candidate != null && candidate.name.equals(name) ? candidate : null;
    }

    private static @Nullable Method candidate(int length, int first) {
        return switch (length << 8 | first) {
            case 6 << 8 | 'I' -> INVITE;
            case 3 << 8 | 'A' -> ACK;
            case 6 << 8 | 'C' -> CANCEL;
            case 3 << 8 | 'B' -> BYE;
            case 7 << 8 | 'O' -> OPTIONS;
            case 8 << 8 | 'R' -> REGISTER;
            case 4 << 8 | 'I' -> INFO;
            case 6 << 8 | 'U' -> UPDATE;
            case 5 << 8 | 'P' -> PRACK;
            case 9 << 8 | 'S' -> SUBSCRIBE;
            case 6 << 8 | 'N' -> NOTIFY;
            case 5 << 8 | 'R' -> REFER;
            case 7 << 8 | 'M' -> MESSAGE;
            case 7 << 8 | 'P' -> PUBLISH;
            default -> null;
        };
    }

    public String name() {
        return name;
    }

    /// One of the constants of this class.
    public boolean isKnown() {
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Method that && name.equals(that.name));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
