package org.demarc.net;

/// A look at the octets of a stranger's datagram, before anything is spent on it: only what carries a tag or branch of
/// ours can belong to something that we have (a BYE straight from the Contact of a peer, say, or the response of a
/// host behind it). What merely looks so is found out when it is read.
final class Stray {
    /// So much of a datagram is looked at.
    static final int LOOKED_AT = 4096;

    private static final byte[] RESPONSE = {'S', 'I', 'P', '/', '2'};

    private Stray() {}

    /// @param octets the beginning of a datagram, up to `length`
    static boolean mayBeOurs(byte[] octets, int length) {
        return isResponse(octets, length) ? hasBranch(octets, length) : hasTag(octets, length);
    }

    private static boolean isResponse(byte[] octets, int length) {
        if (length < RESPONSE.length) return false;
        for (int i = 0; i < RESPONSE.length; i++) {
            if (octets[i] != RESPONSE[i]) return false;
        }
        return true;
    }

    /// The end of `LaneRouting.BRANCH_PREFIX`.
    private static boolean hasBranch(byte[] octets, int length) {
        for (int i = 1; i < length; i++) {
            if (octets[i] == '.' && octets[i - 1] == 'K') return true;
        }
        return false;
    }

    /// `tag=`, `LaneRouting.TOKEN_PREFIX` and the first digit of a lane.
    private static boolean hasTag(byte[] octets, int length) {
        for (int i = 1; i < length - 2; i++) {
            if (octets[i] == '='
                    && (octets[i - 1] | 0x20) == 'g'
                    && octets[i + 1] == 'd'
                    && (octets[i + 2] == '0' || octets[i + 2] == '1')) return true;
        }
        return false;
    }
}
