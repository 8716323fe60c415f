package org.demarc.trunk.account;

import java.util.List;
import java.util.Map;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;
import org.jspecify.annotations.Nullable;

/// Who a trunk of mode registration is, and how that is proved by digest.
///
/// @param user user part of the account's address-of-record, and its name in digests
/// @param password null where only `ha1s` are known, and where we are the registrar: it needs no more than them
/// @param ha1s for the realm; complete where we are the registrar, empty where we hold the password and the realm is
///     the other side's to say
/// @param algorithms that may be used, the preferred one first
/// @param realm whose challenges alone are answered; null: none was configured. Where we are the registrar, it is the
///     trunk's domain (catalogue AUT-012)
public record TrunkAccount(
        String user,
        @Nullable String password,
        Map<Algorithm, Ha1> ha1s,
        List<Algorithm> algorithms,
        @Nullable String realm) {
    public TrunkAccount {
        if (user.isEmpty()) throw new IllegalArgumentException("an account has a user");
        if (algorithms.isEmpty()) throw new IllegalArgumentException("an account has an algorithm");
        ha1s = Map.copyOf(ha1s);
        algorithms = List.copyOf(algorithms);
    }

    /// Never the secret.
    @Override
    public String toString() {
        return "TrunkAccount[" + user + "]";
    }
}
