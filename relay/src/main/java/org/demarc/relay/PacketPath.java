package org.demarc.relay;

import java.util.Locale;

/// How packets move. The configuration and the log call them by these names in small letters.
public enum PacketPath {
    /// The first of the following that can be had.
    AUTO,
    /// A BPF program leads all ports to one socket for each thread, and one raw socket sends for them: the fastest way.
    /// Needs native access for `org.demarc.linux`, Linux 5.11, and CAP_BPF, CAP_NET_ADMIN and CAP_NET_RAW.
    STEERED,
    /// A connected socket for each port, by system calls of Linux. Needs native access for `org.demarc.linux`.
    NATIVE,
    /// The JDK's own channels: anywhere, no privilege.
    NIO;

    /// As the configuration writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
