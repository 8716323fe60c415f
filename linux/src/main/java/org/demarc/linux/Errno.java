package org.demarc.linux;

/// The error numbers that callers tell apart (`errno(3)`; the same on x86_64 and aarch64). Calls answer them negated.
public final class Errno {
    public static final int EPERM = 1;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EEXIST = 17;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int ENOSYS = 38;
    public static final int EMSGSIZE = 90;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETUNREACH = 101;
    public static final int ENOBUFS = 105;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;

    private Errno() {}

    /// A short text for people. Takes the number as calls answer it (negative) or as it is.
    public static String text(int errno) {
        int number = Math.abs(errno);
        return switch (number) {
            case EPERM -> "operation not permitted";
            case EINTR -> "interrupted";
            case EAGAIN -> "nothing now";
            case EACCES -> "permission denied";
            case EEXIST -> "exists already";
            case EINVAL -> "invalid argument";
            case EMFILE -> "too many open files";
            case ENOSYS -> "not a call of this kernel";
            case EMSGSIZE -> "message too long";
            case EOPNOTSUPP -> "not supported";
            case EAFNOSUPPORT -> "address family not supported";
            case EADDRINUSE -> "address already in use";
            case EADDRNOTAVAIL -> "not an address of this machine";
            case ENETUNREACH -> "network is unreachable";
            case ENOBUFS -> "no buffer space";
            case ETIMEDOUT -> "it took too long";
            case ECONNREFUSED -> "connection refused";
            case EHOSTUNREACH -> "no route to host";
            default -> "errno " + number;
        };
    }
}
