package org.demarc.net;

import org.demarc.sip.message.Request;

/// The INVITEs that a lane's sockets took lately. One that is sent again because its answer is late must not be refused
/// with a 503: the call would end on one side and go on at the other. A place for each hash; what is forgotten is
/// refused like anything new. Used by the lane's thread alone.
final class Admitted {
    private final long[] places;

    /// Remembers as many at most, a power of two.
    Admitted(int size) {
        places = new long[size];
    }

    void add(Request request) {
        long hash = hash(request);
        places[place(hash)] = hash;
    }

    boolean contains(Request request) {
        long hash = hash(request);
        return places[place(hash)] == hash;
    }

    private int place(long hash) {
        return (int) (hash >>> 32) & (places.length - 1);
    }

    private static long hash(Request request) {
        long hash = request.topBranch().hashCode() * 0x9E3779B97F4A7C15L
                + request.callId().hashCode();
        hash *= 0xBF58476D1CE4E5B9L;
        return (hash ^ (hash >>> 31)) | 1; // never the mark of an empty place
    }
}
