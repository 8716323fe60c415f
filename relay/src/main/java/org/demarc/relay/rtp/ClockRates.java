package org.demarc.relay.rtp;

import java.util.Arrays;

/// RTP clock rates of the static payload types, RFC 3551 section 6. Others are taken for 8000, which is right for the
/// telephone codecs.
final class ClockRates {
    private static final int[] HERTZ = new int[128];

    static {
        Arrays.fill(HERTZ, 8000);
        HERTZ[6] = 16_000; // DVI4
        HERTZ[10] = 44_100; // L16, two channels
        HERTZ[11] = 44_100; // L16
        HERTZ[14] = 90_000; // MPA
        HERTZ[16] = 11_025; // DVI4
        HERTZ[17] = 22_050; // DVI4
        for (int video : new int[] {25, 26, 28, 31, 32, 33, 34}) HERTZ[video] = 90_000;
    }

    private ClockRates() {}

    static int of(int payloadType) {
        return HERTZ[payloadType & 127];
    }
}
