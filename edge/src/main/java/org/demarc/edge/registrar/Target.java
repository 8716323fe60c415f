package org.demarc.edge.registrar;

import java.util.List;
import java.util.function.Predicate;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// Where one attempt of a call to a registered PBX goes.
///
/// @param requestUri its Request-URI, the number in it
/// @param route the values of its Route, topmost first
/// @param flow what it is sent on; null: to where the topmost Route leads, or the Request-URI if there is none
/// @param binding what it came from
public record Target(
        SipUri requestUri, List<String> route, @Nullable Flow flow, Binding binding) {
    public Target {
        route = List.copyOf(route);
    }

    /// The contact itself, of no number.
    ///
    /// @param alive whether something can be sent on a flow without opening another
    /// @return null when it lives on a flow that is gone
    public static @Nullable Target itself(Binding b, Predicate<Flow> alive) {
        return of(b, BulkContact.of(b.contact(), b.bulk() ? null : b.contact().user()), alive);
    }

    static @Nullable Target of(Binding b, SipUri uri, Predicate<Flow> alive) {
        Flow flow = b.flow();
        Flow usable = flow != null && alive.test(flow) ? flow : null;
        // The flow alone (RFC 5626 section 7), ours or that of the edge proxy in its Path.
        if (b.outbound()) return usable == null && b.path().isEmpty() ? null : new Target(uri, b.path(), usable, b);
        // Path leads where it says; else where the REGISTER came from, which passes each NAT (catalogue NAT-001).
        return new Target(uri, b.path(), b.path().isEmpty() ? usable : null, b);
    }
}
