package org.demarc.net;

import java.util.concurrent.ArrayBlockingQueue;

/// Room for one TLS record each, lent for as long as one is made or read. Any thread.
final class RecordBuffers {
    private static final int KEPT = 32;
    private static final int RECORD = (1 << 14) + 2048 + 5 + 512; // the longest of RFC 5246 section 6.2.3, and some

    private final ArrayBlockingQueue<byte[]> free = new ArrayBlockingQueue<>(KEPT);

    byte[] take() {
        byte[] kept = free.poll();
        return kept == null ? new byte[RECORD] : kept;
    }

    void give(byte[] buffer) {
        free.offer(buffer); // where there are enough of them, it goes
    }
}
