package org.demarc.edge.registrar;

import java.util.List;
import org.demarc.sip.digest.Algorithm;

/// What a registrar does alike for all accounts. The algorithms are here and not with the account: a challenge that
/// differed would tell who is known (catalogue AUT-004).
///
/// @param algorithms offered in challenges, the preferred one first
public record RegistrarPolicy(List<Algorithm> algorithms) {
    /// SHA-256, then MD5.
    public static final RegistrarPolicy DEFAULT = new RegistrarPolicy(List.of(Algorithm.SHA_256, Algorithm.MD5));

    public RegistrarPolicy {
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty()) throw new IllegalArgumentException("an algorithm expected");
        if (algorithms.stream().distinct().count() != algorithms.size()) {
            throw new IllegalArgumentException("each algorithm once: RFC 8760 section 2.3");
        }
    }
}
