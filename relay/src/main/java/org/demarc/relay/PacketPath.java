package org.demarc.relay;

/// How packets move.
public enum PacketPath {
    /// The first of the following that can be had.
    AUTOMATIC,
    /// A BPF program leads all ports to one socket for each thread, and one raw socket sends for them: the fastest way.
    /// Needs native access for `org.demarc.linux`, Linux 5.11, and CAP_BPF, CAP_NET_ADMIN and CAP_NET_RAW.
    STEERED,
    /// A connected socket for each port, by system calls of Linux. Needs native access for `org.demarc.linux`.
    EPOLL,
    /// The JDK's own channels: anywhere, no privilege.
    NIO
}
