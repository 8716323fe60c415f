package org.demarc.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.demarc.sip.message.Credentials;

/// Computes what credentials prove, RFC 7616 §3.4.1. Of one lane.
public final class Digester {
    private final Map<Algorithm, MessageDigest> digests = new EnumMap<>(Algorithm.class);

    public Digester() {
        for (Algorithm a : Algorithm.values()) {
            digests.put(a, a.digest());
        }
    }

    /// The response for `qop=auth`, in lower case.
    ///
    /// @param uri as it stands in the credentials
    public String response(Ha1 ha1, String nonce, long nonceCount, String cnonce, String method, String uri) {
        return with(ha1, nonce, nonceCount, cnonce, "auth", hash(ha1.algorithm(), method + ":" + uri));
    }

    /// The response for `qop=auth-int`, which proves the body too.
    public String response(
            Ha1 ha1, String nonce, long nonceCount, String cnonce, String method, String uri, byte[] body) {
        String entity = HexFormat.of().formatHex(of(ha1.algorithm()).digest(body));
        return with(
                ha1, nonce, nonceCount, cnonce, "auth-int", hash(ha1.algorithm(), method + ":" + uri + ":" + entity));
    }

    private String with(Ha1 ha1, String nonce, long nonceCount, String cnonce, String qop, String ha2) {
        return hash(
                ha1.algorithm(),
                ha1.hex() + ":" + nonce + ":" + Credentials.Digest.count(nonceCount) + ":" + cnonce + ":" + qop + ":"
                        + ha2);
    }

    private String hash(Algorithm algorithm, String text) {
        return HexFormat.of().formatHex(of(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private MessageDigest of(Algorithm algorithm) {
        MessageDigest digest = digests.get(algorithm);
        if (digest == null) {
            throw new IllegalStateException("a digest for each algorithm");
        }
        return digest;
    }
}
