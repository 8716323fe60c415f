package org.demarc.media.rtp;

import java.nio.ByteBuffer;

/// ITU-T G.711: 16 bit linear samples to and from 8 bit companded ones, by table.
public enum G711 {
    /// µ-law, payload type 0 (RFC 3551 §4.5.14).
    PCMU(0),
    /// A-law, payload type 8 (RFC 3551 §4.5.14).
    PCMA(8);

    private static final short[] FROM_MU = new short[256];
    private static final short[] FROM_A = new short[256];
    private static final byte[] TO_MU = new byte[1 << 14];
    private static final byte[] TO_A = new byte[1 << 13];

    static {
        for (int code = 0; code < 256; code++) {
            FROM_MU[code] = (short) linearOfMu(code);
            FROM_A[code] = (short) linearOfA(code);
        }
        for (int i = 0; i < TO_MU.length; i++) TO_MU[i] = (byte) muOf((short) (i << 2));
        for (int i = 0; i < TO_A.length; i++) TO_A[i] = (byte) aOf((short) (i << 3));
    }

    private final int payloadType;

    G711(int payloadType) {
        this.payloadType = payloadType;
    }

    /// The static payload type.
    public int payloadType() {
        return payloadType;
    }

    /// One companded sample. µ-law looks at the upper 14 bits of the linear one, A-law at 13.
    public byte encode(short linear) {
        return this == PCMU ? TO_MU[(linear & 0xFFFF) >> 2] : TO_A[(linear & 0xFFFF) >> 3];
    }

    /// One linear sample.
    public short decode(byte companded) {
        return (this == PCMU ? FROM_MU : FROM_A)[companded & 0xFF];
    }

    /// The code for silence.
    public byte silence() {
        return encode((short) 0);
    }

    /// Writes `count` samples at the position of `to`.
    public void encode(short[] from, int at, int count, ByteBuffer to) {
        for (int i = at; i < at + count; i++) to.put(encode(from[i]));
    }

    /// Reads `count` samples of `from` from index `index` on.
    public void decode(ByteBuffer from, int index, int count, short[] to, int at) {
        for (int i = 0; i < count; i++) to[at + i] = decode(from.get(index + i));
    }

    /// All bits are sent inverted: sign, three bits of segment, four of the step within it. 132 is
    /// added before, so that each segment is twice the one below.
    private static int linearOfMu(int code) {
        int bits = ~code & 0xFF;
        int segment = (bits >> 4) & 7;
        int magnitude = ((((bits & 0x0F) << 3) + 132) << segment) - 132;
        return (bits & 0x80) != 0 ? -magnitude : magnitude;
    }

    private static int muOf(int linear) {
        int sign = linear < 0 ? 0x80 : 0;
        int magnitude = Math.min(Math.abs(linear), 32_635) + 132;
        int segment = 24 - Integer.numberOfLeadingZeros(magnitude); // the highest bit is bit 7 to 14
        int step = (magnitude >> (segment + 3)) & 0x0F;
        return ~(sign | (segment << 4) | step) & 0xFF;
    }

    /// Every other bit is sent inverted. The two lowest segments have the same steps.
    private static int linearOfA(int code) {
        int bits = code ^ 0x55;
        int segment = (bits >> 4) & 7;
        int magnitude = ((bits & 0x0F) << 4) + 8;
        if (segment > 0) magnitude = (magnitude + 256) << (segment - 1);
        return (bits & 0x80) != 0 ? magnitude : -magnitude;
    }

    private static int aOf(int linear) {
        int sign = linear >= 0 ? 0x80 : 0;
        int magnitude = linear >= 0 ? linear : -linear - 1; // -1 lies in the first step below zero
        int segment = magnitude < 256 ? 0 : 24 - Integer.numberOfLeadingZeros(magnitude);
        int step = segment == 0 ? magnitude >> 4 : (magnitude >> (segment + 3)) & 0x0F;
        return (sign | (segment << 4) | step) ^ 0x55;
    }
}
