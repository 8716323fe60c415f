package org.demarc.app.node;

/// A node could not start; nothing of it runs. The message is one line for people: what, where, and what to do.
public final class CannotStart extends Exception {
    private static final long serialVersionUID = 1L;

    CannotStart(String message, Throwable cause) {
        super(message, cause);
    }
}
