package org.demarc.net;

import java.io.IOException;
import java.net.SocketTimeoutException;

/// The octets of a connection, both ways. One thread reads while another writes; both may block. The socket
/// below is closed by whoever ends the connection.
interface Wire {
    /// Some octets.
    ///
    /// @param millis to wait for the first, at least 1
    /// @return how many; -1 when the peer sends no more
    /// @throws SocketTimeoutException when none came in time; reading may go on
    int read(byte[] into, int millis) throws IOException;

    void write(byte[] octets, int from, int length) throws IOException;

    /// Says that no more will be written, where the protocol has a word for it.
    default void goodbye() throws IOException {}

    /// What is left of a time that a handshake has.
    ///
    /// @param deadline nanoTime
    static int left(long deadline) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) throw new IOException("handshake not complete in time");
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
