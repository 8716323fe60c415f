package org.demarc.media.sdp;

/// The `o=` line, RFC 8866 §5.2. Identifiers are kept as digits: peers send more than 64 bits of them.
public record Origin(
        String username, String sessionId, String sessionVersion, String netType, String addrType, String address) {
    public Origin {
        Text.word(username);
        Text.digits(sessionId);
        Text.digits(sessionVersion);
        Text.word(netType);
        Text.word(addrType);
        Text.word(address);
    }

    /// The same session in another version.
    public Origin withVersion(String version) {
        return new Origin(username, sessionId, version, netType, addrType, address);
    }

    /// True when `other` names the same session: all fields but the version agree (RFC 3264 §8).
    public boolean sameSession(Origin other) {
        return username.equals(other.username)
                && sessionId.equals(other.sessionId)
                && netType.equals(other.netType)
                && addrType.equals(other.addrType)
                && address.equals(other.address);
    }
}
