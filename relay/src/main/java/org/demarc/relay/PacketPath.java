package org.demarc.relay;

/// How packets move.
public enum PacketPath {
    /// `EPOLL` where it can be had, else `NIO`.
    AUTOMATIC,
    /// System calls of Linux through java.lang.foreign: the fast way. Needs native access for `org.demarc.linux`.
    EPOLL,
    /// The JDK's own channels: anywhere, no privilege.
    NIO
}
