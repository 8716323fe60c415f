package org.demarc.edge.registrar;

import java.net.InetAddress;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;

/// Where the REGISTER of a binding came from. Once its flow is gone this says what may still be called in its place:
/// that very host, and nothing less secure.
///
/// @param address of its last hop
public record Origin(Transport transport, InetAddress address) {
    static Origin of(Flow flow) {
        return new Origin(flow.transport(), flow.remote().getAddress());
    }
}
