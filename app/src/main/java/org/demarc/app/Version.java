package org.demarc.app;

/// The program's version.
public final class Version {
    /// As the API, the log and `demarc version` say it.
    public static final String TEXT = "0.1.0";

    private Version() {}
}
