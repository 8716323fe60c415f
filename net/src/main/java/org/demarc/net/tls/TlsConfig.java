package org.demarc.net.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// TLS of one network. All files are watched: new ones are used for new connections.
///
/// @param credentials what we show; the first where a client names no server. Without any we only connect
/// @param trust certificates of the authorities that others' certificates must come from, PEM; null for the
///     system's
/// @param clientCertificates what we ask of those who connect
/// @param revocation whether revoked certificates are looked for in `crl`
/// @param crl revocation lists, PEM or DER; null for none
public record TlsConfig(
        List<Credential> credentials,
        @Nullable Path trust,
        ClientCertificates clientCertificates,
        Revocation revocation,
        @Nullable Path crl) {
    /// A certificate and its key.
    ///
    /// @param certificate PEM, the certificate first, then those that lead to the authority
    /// @param key PEM: PKCS#8, or PKCS#1 (RSA), or SEC 1 (EC); not encrypted
    public record Credential(Path certificate, Path key) {}

    /// What is asked of who connects. One that is shown must be sound in any case.
    public enum ClientCertificates {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /// What becomes of a certificate of which no list says anything.
    public enum Revocation {
        /// Nothing is looked up.
        OFF,
        /// It is accepted.
        SOFT,
        /// It is refused.
        HARD
    }

    public TlsConfig {
        credentials = List.copyOf(credentials);
        if (revocation != Revocation.OFF && crl == null) {
            throw new IllegalArgumentException("revocation needs a file with revocation lists");
        }
    }

    /// One certificate, the authorities in `trust` or the system's, nothing asked of clients.
    public static TlsConfig of(Path certificate, Path key, @Nullable Path trust) {
        return new TlsConfig(
                List.of(new Credential(certificate, key)), trust, ClientCertificates.NONE, Revocation.OFF, null);
    }

    /// The same, asking this of clients.
    public TlsConfig with(ClientCertificates asked) {
        return new TlsConfig(credentials, trust, asked, revocation, crl);
    }

    /// The same, with revocation lists.
    public TlsConfig with(Revocation how, Path lists) {
        return new TlsConfig(credentials, trust, clientCertificates, how, lists);
    }

    /// Every file that it names.
    List<Path> files() {
        var files = new ArrayList<Path>();
        for (var credential : credentials) {
            files.add(credential.certificate());
            files.add(credential.key());
        }
        if (trust != null) files.add(trust);
        if (crl != null) files.add(crl);
        return files;
    }
}
