package org.demarc.app.lab;

/// The lab could not start; nothing of it runs. The message is one line for people.
public final class LabCannotStart extends Exception {
    private static final long serialVersionUID = 1L;

    LabCannotStart(String message, Throwable cause) {
        super(message, cause);
    }
}
