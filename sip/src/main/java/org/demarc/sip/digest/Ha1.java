package org.demarc.sip.digest;

/// H(A1) of RFC 7616 §3.4.2: what a server keeps in place of a password, and as secret as that.
///
/// @param hex lower case
public record Ha1(Algorithm algorithm, String hex) {
    public Ha1 {
        if (hex.length() != algorithm.digits()) {
            throw new IllegalArgumentException(algorithm.digits() + " hexadecimal digits expected");
        }
    }

    public static Ha1 of(Algorithm algorithm, String username, String realm, String password) {
        return new Ha1(algorithm, Algorithm.hex(algorithm.digest(), username + ":" + realm + ":" + password));
    }

    /// Never the secret.
    @Override
    public String toString() {
        return "Ha1[" + algorithm.wire() + "]";
    }
}
