package org.demarc.linux;

/// A system call failed that was expected to work: setting up a socket, an epoll. The message is one line for people.
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    public LinuxException(String what, int errno) {
        super(what + ": " + Errno.text(errno));
        this.errno = Math.abs(errno);
    }

    /// One of `Errno`'s constants, or another positive number.
    public int errno() {
        return errno;
    }

    /// Answers `result` unless it is a negated errno.
    static int check(String what, int result) {
        if (result < 0) throw new LinuxException(what, result);
        return result;
    }
}
