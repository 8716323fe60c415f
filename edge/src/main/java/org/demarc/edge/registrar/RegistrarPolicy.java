package org.demarc.edge.registrar;

import java.util.List;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.message.ServiceRoute;
import org.demarc.sip.message.SipUri;

/// What a registrar does alike for all accounts. The algorithms are here and not with the account: a challenge that
/// differed would tell who is known (catalogue AUT-004).
///
/// @param algorithms offered in challenges, the preferred one first
/// @param serviceRoute for the requests of registered PBXs, in their order (RFC 3608); empty: none is said
/// @param flowTimer seconds of Flow-Timer for flows that end here (RFC 5626 section 4.4); 0: none is said
public record RegistrarPolicy(List<Algorithm> algorithms, List<ServiceRoute> serviceRoute, int flowTimer) {
    /// SHA-256, then MD5.
    public static final RegistrarPolicy DEFAULT =
            new RegistrarPolicy(List.of(Algorithm.SHA_256, Algorithm.MD5), List.of(), 0);

    public RegistrarPolicy {
        algorithms = List.copyOf(algorithms);
        serviceRoute = List.copyOf(serviceRoute);
        if (algorithms.isEmpty()) throw new IllegalArgumentException("an algorithm expected");
        if (algorithms.stream().distinct().count() != algorithms.size()) {
            throw new IllegalArgumentException("each algorithm once: RFC 8760 section 2.3");
        }
        if (flowTimer < 0) throw new IllegalArgumentException("flowTimer: 0 or more expected: " + flowTimer);
        for (ServiceRoute route : serviceRoute) {
            if (!(route.uri() instanceof SipUri uri) || !uri.params().has("lr")) {
                throw new IllegalArgumentException("a service route is a SIP URI with lr: RFC 3608 section 6.3");
            }
        }
    }
}
