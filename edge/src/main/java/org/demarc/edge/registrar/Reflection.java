package org.demarc.edge.registrar;

import org.demarc.sip.message.Params;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;

/// The rule for those who proved nothing: over UDP, where a source is easily forged, they get no octet more than they
/// sent.
public final class Reflection {
    private Reflection() {}

    /// True when that answer may be sent to a source that proved nothing.
    public static boolean permits(Request request, Flow flow, Response answer) {
        return flow.transport() != Transport.UDP || answer.length() <= received(request);
    }

    /// How many octets came in: the request without what was noted in its Via since (RFC 3261 section 18.2.1, RFC 3581
    /// section 4).
    public static int received(Request request) {
        Params via = request.topVia().params();
        String received = via.get("received");
        String rport = via.get("rport");
        int noted = 0;
        if (received != null) noted += ";received=".length() + received.length();
        if (rport != null) noted += 1 + rport.length();
        return request.length() - noted;
    }
}
