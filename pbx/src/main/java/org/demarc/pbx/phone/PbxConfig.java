package org.demarc.pbx.phone;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import org.demarc.sip.transport.Transport;

/// What a PBX is told.
///
/// @param domain the SIP domain of the account: stands in Request-URI, To, From and P-Asserted-Identity of
///     our calls
/// @param network name of the network that the trunk lives on
/// @param transport how the trunk is spoken to
/// @param trunk address of the trunk's other side: calls go there, and nothing else is listened to
/// @param extensions the phones
/// @param patience milliseconds until a call of ours that nobody answers is given up
/// @param calls the most calls at a time; more are refused with 503
public record PbxConfig(
        String domain,
        String network,
        Transport transport,
        InetSocketAddress trunk,
        List<Extension> extensions,
        long patience,
        int calls) {

    public PbxConfig {
        extensions = List.copyOf(extensions);
        var names = new HashSet<String>();
        var numbers = new HashSet<String>();
        for (Extension extension : extensions) {
            if (!names.add(extension.name()))
                throw new IllegalArgumentException("extension twice: " + extension.name());
            if (!numbers.add(extension.number()))
                throw new IllegalArgumentException("number twice: " + extension.number());
        }
        if (patience <= 0) throw new IllegalArgumentException("patience: " + patience + " ms");
        if (calls <= 0) throw new IllegalArgumentException("at least one call: " + calls);
    }
}
