package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Authorization and Proxy-Authorization, RFC 3261 §20.7 and §20.28, RFC 7616 §3.4: one set of credentials in each
/// field
/// line.
public sealed interface Credentials {
    HeaderType<Credentials> AUTHORIZATION =
            HeaderType.of(HeaderName.AUTHORIZATION, Credentials::read, Credentials::toString);
    HeaderType<Credentials> PROXY_AUTHORIZATION =
            HeaderType.of(HeaderName.PROXY_AUTHORIZATION, Credentials::read, Credentials::toString);

    /// A digest.
    ///
    /// @param username as written, or its hash when `userhash`
    /// @param uri what the client took for the Request-URI
    /// @param response hexadecimal
    /// @param algorithm as named on the wire, `MD5` when nothing is said
    /// @param cnonce the client's own nonce; null without qop
    /// @param opaque what the challenge said; null when there is none
    /// @param qop `auth` or `auth-int`; null when there is none
    /// @param nonceCount the requests sent with this nonce, this one included; 0 without qop
    /// @param userhash username is a hash (RFC 7616 §3.4.4)
    record Digest(
            String username,
            String realm,
            String nonce,
            String uri,
            String response,
            String algorithm,
            @Nullable String cnonce,
            @Nullable String opaque,
            @Nullable String qop,
            long nonceCount,
            boolean userhash)
            implements Credentials {

        /// Algorithm, qop and nc without quotes, all else with them (AUT-023).
        @Override
        public String toString() {
            var out = new StringBuilder("Digest username=").append(Quoted.write(username));
            out.append(",realm=").append(Quoted.write(realm));
            out.append(",nonce=").append(Quoted.write(nonce));
            out.append(",uri=").append(Quoted.write(uri));
            out.append(",response=").append(Quoted.write(response));
            out.append(",algorithm=").append(algorithm);
            if (cnonce != null) {
                out.append(",cnonce=").append(Quoted.write(cnonce));
            }
            if (opaque != null) {
                out.append(",opaque=").append(Quoted.write(opaque));
            }
            if (qop != null) {
                out.append(",qop=").append(qop).append(",nc=").append(count(nonceCount));
            }
            return out.toString();
        }

        /// 8LHEX, as it stands in the header and in what is hashed.
        public static String count(long nonceCount) {
            String hex = Long.toHexString(nonceCount);
            return "0".repeat(Math.max(0, 8 - hex.length())) + hex;
        }
    }

    /// A scheme that is not spoken here (AUT-009).
    record Other(String scheme) implements Credentials {}

    static @Nullable Credentials read(Cursor c) {
        String scheme = c.token();
        if (scheme == null) {
            return c.fail("scheme expected");
        }
        if (!scheme.equalsIgnoreCase("Digest")) {
            c.rest();
            return new Other(scheme);
        }
        c.skipWhite();
        AuthParams params = AuthParams.read(c);
        return params == null ? null : digest(c, params);
    }

    private static @Nullable Credentials digest(Cursor c, AuthParams params) {
        String username = params.get("username");
        String realm = params.get("realm");
        String nonce = params.get("nonce");
        String uri = params.get("uri");
        String response = params.get("response");
        if (username == null || realm == null || nonce == null || uri == null || response == null) {
            return c.fail("username, realm, nonce, uri and response expected");
        }
        String qop = params.get("qop");
        String cnonce = params.get("cnonce");
        String nc = params.get("nc");
        long count = 0;
        if (qop != null) {
            if (cnonce == null || nc == null || !isCount(nc)) {
                return c.fail("with qop come cnonce and nc of eight digits");
            }
            count = Long.parseLong(nc, 16);
        }
        String algorithm = params.get("algorithm");
        return new Digest(
                username,
                realm,
                nonce,
                uri,
                response,
                algorithm == null ? "MD5" : algorithm,
                cnonce,
                params.get("opaque"),
                qop,
                count,
                "true".equalsIgnoreCase(params.get("userhash")));
    }

    private static boolean isCount(String nc) {
        if (nc.length() != 8) {
            return false;
        }
        for (int i = 0; i < 8; i++) {
            if (Character.digit(nc.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
