package org.demarc.sip.message;

/// A URI of a scheme that we do not interpret.
///
/// @param scheme in lower case
/// @param rest what follows the colon, as written
public record OtherUri(String scheme, String rest) implements Uri {
    @Override
    public boolean equivalent(Uri other) {
        return equals(other);
    }

    @Override
    public String toString() {
        return scheme + ":" + rest;
    }
}
