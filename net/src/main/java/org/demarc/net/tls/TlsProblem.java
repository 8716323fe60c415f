package org.demarc.net.tls;

/// A file cannot be used. The message is one line: which file, why, and what to do about it; nothing of a key.
public final class TlsProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TlsProblem(String message) {
        super(message);
    }

    TlsProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
