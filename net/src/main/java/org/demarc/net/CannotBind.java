package org.demarc.net;

/// A listening point could not be opened. The message is one line: what, where, why, and what to do about it.
public final class CannotBind extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotBind(String message, Throwable cause) {
        super(message, cause);
    }
}
