package org.demarc.net;

import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// Random octets that nobody can foretell: from the kernel's generator where it can be read as a file, else from the
/// virtual machine's. The latter mixes each octet of the kernel with a hash of its own, which costs more than all else
/// that a start does with a lane. Used by one thread.
final class Entropy implements AutoCloseable {
    private final @Nullable FileInputStream kernel;
    private final @Nullable SecureRandom other;

    Entropy() {
        FileInputStream file = null;
        try {
            file = new FileInputStream("/dev/urandom");
        } catch (IOException e) {
            // not on this system
        }
        kernel = file;
        other = file == null ? new SecureRandom() : null;
    }

    /// Fills all of it.
    void fill(byte[] octets) {
        if (other != null) other.nextBytes(octets);
        if (kernel == null) return;
        try {
            if (kernel.readNBytes(octets, 0, octets.length) < octets.length) throw new IOException("it ended");
        } catch (IOException e) {
            throw new IllegalStateException("random octets expected from /dev/urandom", e);
        }
    }

    @Override
    public void close() {
        if (kernel == null) return;
        try {
            kernel.close();
        } catch (IOException e) {
            // nothing was written
        }
    }
}
