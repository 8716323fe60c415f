package org.demarc.net.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.demarc.sip.identity.SipIdentities;
import org.demarc.sip.identity.SipIdentities.Authenticated;
import org.jspecify.annotations.Nullable;

/// Which of our certificates is shown: to clients that of the domain that they name (RFC 5922 section 7.8, RFC
/// 6066 section 3), the first where they name none that we have; to servers one from an authority that they
/// trust.
final class SniKeyManager extends X509ExtendedKeyManager {
    /// One certificate of ours.
    record Entry(PrivateKey key, List<X509Certificate> chain, SipIdentities identities) {
        boolean isOf(String type) {
            String own = chain.getFirst().getPublicKey().getAlgorithm();
            return own.equalsIgnoreCase(type);
        }

        boolean isFrom(Principal issuer) {
            return chain.stream().anyMatch(c -> c.getIssuerX500Principal().equals(issuer));
        }
    }

    private final List<Entry> entries;

    SniKeyManager(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        String named = named(engine);
        // Asked for each type of key in turn: the domain decides, not the type that happens to come first.
        boolean anyNamed = false;
        for (var entry : entries) anyNamed |= isNamed(entry, named);
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            if (entry.isOf(keyType) && (!anyNamed || isNamed(entry, named))) return Integer.toString(i);
        }
        return null;
    }

    private static boolean isNamed(Entry entry, String named) {
        return !named.isEmpty() && entry.identities.match(named) instanceof Authenticated;
    }

    private static String named(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (var name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) return host.getAsciiName();
            }
        }
        return "";
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        String any = null;
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            if (Arrays.stream(keyTypes).noneMatch(entry::isOf)) continue;
            if (issuers == null || issuers.length == 0 || Arrays.stream(issuers).anyMatch(entry::isFrom))
                return Integer.toString(i);
            if (any == null) any = Integer.toString(i); // the server may know more authorities than it names
        }
        return any;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        var entry = entry(alias);
        return entry == null ? null : entry.chain.toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        var entry = entry(alias);
        return entry == null ? null : entry.key;
    }

    private @Nullable Entry entry(String alias) {
        int index = Integer.parseInt(alias);
        return index < entries.size() ? entries.get(index) : null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
