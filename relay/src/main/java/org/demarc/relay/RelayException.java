package org.demarc.relay;

/// The relay cannot start as configured. The message is one line for people.
public final class RelayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RelayException(String message) {
        super(message);
    }

    public RelayException(String message, Throwable cause) {
        super(message, cause);
    }
}
