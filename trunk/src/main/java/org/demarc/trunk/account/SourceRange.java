package org.demarc.trunk.account;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// An address or a CIDR block, `192.0.2.0/24` or `2001:db8::/64`.
///
/// @param network the block's first address
/// @param prefix its length in bits: 0..32 or 0..128
public record SourceRange(InetAddress network, int prefix) {
    /// Reads an address literal with an optional prefix length; null when it is not one. Never asks DNS.
    public static @Nullable SourceRange parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        try {
            InetAddress address = InetAddress.ofLiteral(host);
            int bits = address.getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(text, slash + 1, text.length(), 10);
            return prefix < 0 || prefix > bits ? null : new SourceRange(address, prefix);
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    /// True when `address` lies in the block.
    public boolean contains(InetAddress address) {
        byte[] a = network.getAddress();
        byte[] b = address.getAddress();
        if (a.length != b.length) return false;
        int whole = prefix >> 3;
        for (int i = 0; i < whole; i++) {
            if (a[i] != b[i]) return false;
        }
        int rest = prefix & 7;
        return rest == 0 || ((a[whole] ^ b[whole]) & 0xff & (0xff00 >> rest)) == 0;
    }
}
