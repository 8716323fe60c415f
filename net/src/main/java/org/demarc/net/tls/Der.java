package org.demarc.net.tls;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// As much of X.690 as it takes to wrap and unwrap a private key.
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int TAG_0 = 0xa0;

    private final byte[] octets;
    private final int end;
    private int at;

    private Der(byte[] octets, int at, int end) {
        this.octets = octets;
        this.at = at;
        this.end = end;
    }

    static Der of(byte[] octets) {
        return new Der(octets, 0, octets.length);
    }

    boolean atEnd() {
        return at >= end;
    }

    /// The contents of the next value, which must have this tag; null when it has not, or is cut off.
    @Nullable
    Der enter(int tag) {
        if (at + 2 > end || (octets[at] & 0xff) != tag) return null;
        int length = octets[at + 1] & 0xff;
        int from = at + 2;
        if (length >= 0x80) {
            int count = length & 0x7f;
            if (count == 0 || count > 3 || from + count > end) return null;
            length = 0;
            for (int i = 0; i < count; i++) length = length << 8 | (octets[from + i] & 0xff);
            from += count;
        }
        if (length > end - from) return null;
        at = from + length;
        return new Der(octets, from, from + length);
    }

    /// What has not been entered yet.
    byte[] rest() {
        return java.util.Arrays.copyOfRange(octets, at, end);
    }

    /// A value made of others.
    static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        var out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length >= 0x10000) {
            out.write(0x83);
            out.write(length >> 16);
            out.write(length >> 8);
        } else if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }
}
