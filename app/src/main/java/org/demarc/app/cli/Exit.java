package org.demarc.app.cli;

/// What the process answers to its caller.
public final class Exit {
    public static final int GOOD = 0;
    /// A call, a verdict, a question to the node failed.
    public static final int FAILED = 1;
    /// Wrong usage or configuration.
    public static final int USAGE = 2;
    /// A port is taken, a permission is missing.
    public static final int NOT_STARTED = 3;

    private Exit() {}
}
