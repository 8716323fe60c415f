package org.demarc.media.sdp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where media goes, as far as SDP says it (RFC 8866 §5.7). Nothing is ever looked up here.
public sealed interface MediaAddress {
    /// A unicast address, perhaps the unspecified one (`0.0.0.0`, `::`): RFC 3264 §8.4. An IPv4-mapped
    /// IPv6 address is the IPv4 address that it means. A name in the domain `invalid` is nobody's: it says
    /// the same as the unspecified address of its type (RFC 6157 §4.1, catalogue IP6-013).
    record Ip(InetAddress address) implements MediaAddress {}

    /// A domain name: someone has to look it up, or to refuse.
    record Name(String host) implements MediaAddress {}

    /// No `c=` line says anything.
    record Absent() implements MediaAddress {}

    /// Multicast, another network, or no address at all.
    record Unusable(String why) implements MediaAddress {}

    /// Reads the three subfields of a `c=` line or of `a=rtcp`.
    static MediaAddress of(String netType, String addrType, String address) {
        if (!netType.equals("IN")) return new Unusable("network type is not IN");
        boolean six = addrType.equals("IP6");
        if (!six && !addrType.equals("IP4")) return new Unusable("address type is neither IP4 nor IP6");
        if (address.indexOf('/') >= 0) return new Unusable("multicast address");
        byte @Nullable [] octets = six ? IpLiteral.six(address) : IpLiteral.four(address);
        if (octets == null) {
            if (!isName(address)) return new Unusable("not an address of type " + addrType);
            if (!isInvalid(address)) return new Name(address);
            octets = new byte[six ? 16 : 4];
        }
        InetAddress ip = ip(octets);
        if (ip.isMulticastAddress()) return new Unusable("multicast address");
        if (ip instanceof Inet4Address && octets[octets.length - 4] == (byte) 0xFF) {
            return new Unusable("broadcast address");
        }
        return new Ip(ip);
    }

    private static boolean isInvalid(String name) {
        String last = ".invalid";
        return name.regionMatches(true, name.length() - last.length(), last, 0, last.length());
    }

    private static InetAddress ip(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 octets expected: " + Arrays.toString(octets), e);
        }
    }

    /// FQDN of RFC 8866 §9. Its last label may not be a number: that would be an address written wrongly.
    private static boolean isName(String host) {
        if (host.length() < 4 || host.length() > 253) return false;
        int label = 0;
        boolean letter = false;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == '.') {
                if (label == 0) return false;
                label = 0;
                if (i + 1 < host.length()) letter = false;
            } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || Text.isDigit(c)) {
                if (++label > 63) return false;
                letter |= !Text.isDigit(c);
            } else {
                return false;
            }
        }
        return letter;
    }

    /// The literal for a `c=` or `o=` line: RFC 5952 form for IPv6, without zone.
    static String literal(InetAddress address) {
        return IpLiteral.text(address.getAddress());
    }
}
