package org.demarc.sip.transport;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipMessage;

/// Which lane a message belongs to. The tags and branches that we make begin with the lane's number, so
/// whatever comes back for a call finds the lane that owns it; a request that starts something goes by its
/// Call-ID.
public final class LaneRouting {
    /// How a branch of ours begins, before the two lane digits.
    public static final String BRANCH_PREFIX = "z9hG4bK.";

    /// How a tag or Call-ID of ours begins, before the two lane digits.
    public static final String TOKEN_PREFIX = "d";

    /// The most lanes that two digits of base 32 can name; more are never configured.
    public static final int MAX_LANES = 64;

    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuv";

    private LaneRouting() {}

    /// The two digits that name a lane inside a token.
    public static String digits(int lane) {
        return "" + DIGITS.charAt(lane >> 5) + DIGITS.charAt(lane & 31);
    }

    /// The lane of a message, 0 to `lanes` - 1.
    public static int laneOf(SipMessage message, int lanes) {
        if (lanes == 1) return 0;
        if (message instanceof Request request) {
            int byTag = laneIn(request.toTag(), TOKEN_PREFIX);
            return byTag >= 0 && byTag < lanes ? byTag : byCallId(request.callId(), lanes);
        }
        int byBranch = laneIn(message.topBranch(), BRANCH_PREFIX);
        return byBranch >= 0 && byBranch < lanes ? byBranch : byCallId(message.callId(), lanes);
    }

    /// A Call-ID of ours that comes back in a new request is a loop or a spiral: the lane that made it can
    /// tell.
    private static int byCallId(String callId, int lanes) {
        int ours = laneIn(callId, TOKEN_PREFIX);
        if (ours >= 0 && ours < lanes) return ours;
        int h = callId.hashCode();
        h ^= h >>> 16;
        return Math.floorMod(h * 0x9E3779B9, lanes);
    }

    private static int laneIn(String token, String prefix) {
        int at = prefix.length();
        if (token.length() < at + 2 || !token.startsWith(prefix)) return -1;
        int high = DIGITS.indexOf(token.charAt(at));
        int low = DIGITS.indexOf(token.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high << 5 | low;
    }
}
