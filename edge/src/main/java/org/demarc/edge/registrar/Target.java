package org.demarc.edge.registrar;

import java.util.List;
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
}
