package org.demarc.net;

/// One lane as other threads see it.
public interface Lane {
    /// 0 to the number of lanes - 1.
    int index();

    /// Runs a command on the lane's thread, in the order given. Never blocks.
    ///
    /// @return false when the lane's mail is full or the lane has stopped: the command will not run
    boolean execute(Runnable command);
}
