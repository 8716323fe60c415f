package org.demarc.sip.identity;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import org.demarc.sip.message.IpText;
import org.jspecify.annotations.Nullable;

/// SIP domains in one spelling, so that equal means the same (RFC 5922 section 7.2): lower case, A-labels, without
/// the dot of the root; addresses as RFC 5952 writes them.
public final class SipDomain {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private SipDomain() {}

    /// The spelling of a domain that somebody aims at; null when it is neither a name nor an address.
    ///
    /// @param host as a URI or a configuration has it: perhaps in Unicode, perhaps an IPv6 address in brackets
    public static @Nullable String of(String host) {
        String address = address(host);
        if (address != null) return address;
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        try {
            // RFC 5280 section 7.2: compared in the form that the certificate has it in
            return name(IDN.toASCII(name, IDN.ALLOW_UNASSIGNED));
        } catch (IllegalArgumentException notAName) {
            return null;
        }
    }

    /// The same for what stands in a certificate, where names are in ASCII already.
    static @Nullable String certified(String host) {
        String address = address(host);
        return address != null ? address : name(host);
    }

    /// A DNS name in lower case; null for what is none, wildcards among them.
    static @Nullable String name(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST_NAME) return null;
        int labelStart = 0;
        boolean digitsOnly = true;
        for (int i = 0; i <= length; i++) {
            char c = i == length ? '.' : text.charAt(i);
            if (c == '.') {
                int label = i - labelStart;
                if (label == 0 || label > LONGEST_LABEL) return null;
                if (text.charAt(labelStart) == '-' || text.charAt(i - 1) == '-') return null;
                labelStart = i + 1;
                if (i < length) digitsOnly = true;
            } else if (c < '0' || c > '9') {
                digitsOnly = false;
                if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_') return null;
            }
        }
        return digitsOnly ? null : text.toLowerCase(Locale.ROOT); // a last label of digits is an address, or nothing
    }

    private static @Nullable String address(String host) {
        InetAddress address = IpText.parse(host);
        return address == null ? null : IpText.text(address);
    }
}
