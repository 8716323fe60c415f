package org.demarc.sip.location;

/// One question to DNS.
///
/// @param name in lower case, without the dot at the end
/// @param type what is wanted of it
public record Question(String name, RecordType type) {
    public Question {
        name = DnsName.canonical(name);
    }

    /// `SRV _sip._udp.example.net`
    @Override
    public String toString() {
        return type + " " + name;
    }
}
