package org.demarc.edge.registration;

import java.util.List;
import java.util.Map;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.DigestClient;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.digest.Ha1;
import org.demarc.sip.transport.Tokens;
import org.jspecify.annotations.Nullable;

/// The account of a trunk at its provider.
///
/// @param user user part of the account's address of record, not escaped
/// @param username of its digest, mostly the same
/// @param password its secret
/// @param realm whose challenges alone are answered; null: the one of the first success (catalogue AUT-013)
/// @param algorithms that may be used; without MD5 in it, MD5 is off (catalogue AUT-024)
/// @param ha1s instead of the password, for the realm; empty: there is a password
public record Account(
        String user,
        String username,
        String password,
        @Nullable String realm,
        List<Algorithm> algorithms,
        Map<Algorithm, Ha1> ha1s) {
    public Account {
        if (user.isEmpty() || username.isEmpty()) throw new IllegalArgumentException("an account has a user");
        algorithms = List.copyOf(algorithms);
        ha1s = Map.copyOf(ha1s);
        if (!ha1s.isEmpty() && realm == null) throw new IllegalArgumentException("an HA1 is of one realm");
    }

    public Account(String user, String username, String password, @Nullable String realm, List<Algorithm> algorithms) {
        this(user, username, password, realm, algorithms, Map.of());
    }

    /// What answers the challenges of a realm.
    DigestClient client(String ofRealm, Digester digester, Tokens tokens) {
        return ha1s.isEmpty()
                ? new DigestClient(username, ofRealm, password, algorithms, digester, tokens)
                : new DigestClient(username, ofRealm, ha1s, digester, tokens);
    }

    /// With every algorithm, and the realm to be learned.
    public static Account of(String user, String password) {
        return new Account(user, user, password, null, List.of(Algorithm.values()));
    }

    public Account withRealm(String newRealm) {
        return new Account(user, username, password, newRealm, algorithms);
    }

    public Account withAlgorithms(Algorithm... allowed) {
        return new Account(user, username, password, realm, List.of(allowed));
    }

    /// Never the secret.
    @Override
    public String toString() {
        return "Account[" + user + "]";
    }
}
