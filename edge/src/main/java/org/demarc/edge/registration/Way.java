package org.demarc.edge.registration;

import java.util.List;
import org.demarc.sip.transport.Flow;

/// How a call gets to the provider: the flow of a registration and what the provider said about it.
///
/// @param flow where it goes out
/// @param routes Route values to be preloaded, in order (RFC 3608 section 6.1)
/// @param gin the registration is in bulk, so our Contact has any user part
/// @param outbound later requests are to come over this flow: Contact has `ob` (RFC 5626 section 4.3)
public record Way(Flow flow, List<String> routes, boolean gin, boolean outbound) {
    public Way {
        routes = List.copyOf(routes);
    }

    /// To somewhere without a registration: emergency calls (catalogue REG-028).
    public static Way unregistered(Flow flow) {
        return new Way(flow, List.of(), true, false);
    }
}
