package org.demarc.net;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS records over the octets of a socket. An idle connection keeps one small buffer.
final class TlsWire implements Wire {
    private static final int FIRST_BUFFER = 2048;
    private static final int RECORD_HEADER = 5;
    private static final byte[] NOTHING = {};

    private final Wire below;
    private final SSLEngine engine;
    private final RecordBuffers buffers;
    private final ReentrantLock writing = new ReentrantLock();
    private boolean established;

    // Of the reading thread:
    private byte[] encrypted = NOTHING;
    private int start;
    private int end;
    private @Nullable ByteBuffer plain; // of a record larger than what was asked for

    TlsWire(Wire below, SSLEngine engine, RecordBuffers buffers) {
        this.below = below;
        this.engine = engine;
        this.buffers = buffers;
    }

    /// Runs what the engine wants to have computed.
    interface Computing {
        void run(Runnable task) throws IOException;
    }

    /// Until both sides agree.
    ///
    /// @param deadline nanoTime
    void handshake(long deadline, Computing computing) throws IOException {
        try {
            engine.beginHandshake();
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> {
                        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask())
                            computing.run(task);
                    }
                    case NEED_WRAP -> wrap(ByteBuffer.wrap(NOTHING));
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        if (!unwrapHandshake(deadline)) throw new EOFException("closed by peer during the handshake");
                    }
                    case FINISHED, NOT_HANDSHAKING -> {
                        established = true;
                        return;
                    }
                }
            }
        } catch (SSLException e) {
            alert();
            throw e;
        }
    }

    /// The peer is told why, if it still listens.
    private void alert() {
        try {
            for (int i = 0; i < 4 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++)
                wrap(ByteBuffer.wrap(NOTHING));
        } catch (IOException _) {
            // it does not
        }
    }

    /// False at the end of the octets.
    private boolean unwrapHandshake(long deadline) throws IOException {
        byte[] room = buffers.take();
        var scratch = ByteBuffer.wrap(room);
        try {
            while (true) {
                var from = ByteBuffer.wrap(encrypted, start, end - start);
                var result = engine.unwrap(from, scratch);
                start = from.position();
                switch (result.getStatus()) {
                    case OK -> {
                        if (scratch.position() > 0) plain = ByteBuffer.wrap(Arrays.copyOf(room, scratch.position()));
                        return true;
                    }
                    case BUFFER_UNDERFLOW -> {
                        if (!more(Wire.left(deadline))) return false;
                    }
                    case BUFFER_OVERFLOW -> throw new SSLException("record too large");
                    case CLOSED -> {
                        return false;
                    }
                }
            }
        } finally {
            buffers.give(room);
        }
    }

    @Override
    public int read(byte[] into, int millis) throws IOException {
        var left = plain;
        if (left != null) {
            int length = Math.min(into.length, left.remaining());
            left.get(into, 0, length);
            if (!left.hasRemaining()) plain = null;
            return length;
        }
        long until = System.nanoTime() + millis * 1_000_000L;
        while (true) {
            var from = ByteBuffer.wrap(encrypted, start, end - start);
            var to = ByteBuffer.wrap(into);
            var result = engine.unwrap(from, to);
            start = from.position();
            switch (result.getStatus()) {
                case CLOSED -> {
                    return -1;
                }
                case OK -> {
                    afterwards(result.getHandshakeStatus());
                    if (to.position() > 0) return to.position();
                    if (start < end) continue;
                }
                case BUFFER_OVERFLOW -> {
                    int read = readLarge(into);
                    if (read > 0) return read;
                }
                case BUFFER_UNDERFLOW -> {}
            }
            long wait = (until - System.nanoTime()) / 1_000_000;
            if (wait <= 0) throw new SocketTimeoutException();
            if (!more((int) wait)) return -1;
        }
    }

    /// Of a record for which `into` is too small, as its head says; 0 when it is not whole yet.
    private int readLarge(byte[] into) throws IOException {
        byte[] room = buffers.take();
        var scratch = ByteBuffer.wrap(room);
        try {
            var from = ByteBuffer.wrap(encrypted, start, end - start);
            var result = engine.unwrap(from, scratch);
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) return 0;
            start = from.position();
            if (result.getStatus() != SSLEngineResult.Status.OK) throw new SSLException("record too large");
            afterwards(result.getHandshakeStatus());
            scratch.flip();
            int length = Math.min(into.length, scratch.remaining());
            scratch.get(into, 0, length);
            if (scratch.hasRemaining()) plain = ByteBuffer.wrap(Arrays.copyOfRange(room, length, scratch.limit()));
            return length;
        } finally {
            buffers.give(room);
        }
    }

    /// After the handshake TLS 1.3 may still ask for a word from us (a key update). TLS 1.2 has nothing but
    /// renegotiation to say, which nobody gets (RFC 9325 section 3.5).
    private void afterwards(HandshakeStatus status) throws IOException {
        if (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED) return;
        if (!engine.getSession().getProtocol().equals("TLSv1.3") && !engine.isInboundDone())
            throw new SSLException("peer wants to renegotiate");
        for (var now = status; now == HandshakeStatus.NEED_TASK || now == HandshakeStatus.NEED_WRAP; ) {
            if (now == HandshakeStatus.NEED_TASK) {
                for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) task.run();
            } else {
                wrap(ByteBuffer.wrap(NOTHING));
            }
            now = engine.getHandshakeStatus();
        }
    }

    /// Reads more encrypted octets. The buffer grows only as far as octets have really come.
    private boolean more(int millis) throws IOException {
        if (start == end) {
            start = end = 0;
            encrypted = NOTHING; // nothing is kept while nothing comes
        }
        byte[] piece = new byte[Math.max(FIRST_BUFFER, Math.min(missing(), end - start))];
        int read = below.read(piece, millis);
        if (read < 0) return false;
        if (start == end) {
            encrypted = piece;
            start = 0;
            end = read;
            return true;
        }
        if (end + read > encrypted.length) { // doubled: octets may come one by one
            byte[] room = new byte[Math.max(end - start + read, 2 * (end - start))];
            System.arraycopy(encrypted, start, room, 0, end - start);
            encrypted = room;
            end -= start;
            start = 0;
        }
        System.arraycopy(piece, 0, encrypted, end, read);
        end += read;
        return true;
    }

    /// What the record that has begun still needs, as far as is known.
    private int missing() {
        if (end - start < RECORD_HEADER) return 0;
        int length = (encrypted[start + 3] & 0xff) << 8 | (encrypted[start + 4] & 0xff);
        return RECORD_HEADER + length - (end - start);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        wrap(ByteBuffer.wrap(octets, from, length));
    }

    /// Writes at least one record, and as many as it takes.
    private void wrap(ByteBuffer from) throws IOException {
        writing.lock();
        try {
            byte[] room = buffers.take();
            var record = ByteBuffer.wrap(room);
            try {
                do {
                    record.clear();
                    var result = engine.wrap(from, record);
                    if (record.position() > 0) below.write(room, 0, record.position());
                    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                        if (from.hasRemaining()) throw new IOException("closed by peer");
                        return;
                    }
                    if (result.getStatus() != SSLEngineResult.Status.OK) throw new SSLException("record too large");
                } while (from.hasRemaining());
            } finally {
                buffers.give(room);
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void goodbye() throws IOException {
        if (!established) return;
        engine.closeOutbound();
        for (int i = 0; i < 4 && !engine.isOutboundDone(); i++) wrap(ByteBuffer.wrap(NOTHING));
    }
}
