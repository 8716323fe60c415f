package org.demarc.edge.registration;

import java.net.InetSocketAddress;
import java.util.List;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Transport;

/// Finds where a URI is reached: RFC 3263 section 4. Asked anew for each new flow, so that a changed record is noticed
/// (catalogue DNS-007, RFC 5626 section 4.2.1).
@FunctionalInterface
public interface Locator {
    /// Looks a URI up for a network. Tells `found` once, on the asker's lane; from inside this call where no look-up
    /// is needed.
    void locate(SipUri uri, String network, Found found);

    /// One address to try.
    ///
    /// @param transport how it is spoken to
    /// @param address its address and port
    record Target(Transport transport, InetSocketAddress address) {
        /// For people: `tls 192.0.2.1:5061`.
        String describe() {
            return transport.parameter() + " " + IpText.host(address.getAddress()) + ":" + address.getPort();
        }
    }

    /// Hears what was found.
    interface Found {
        /// Where to try, in that order; at least one.
        void found(List<Target> targets);

        /// Nowhere.
        ///
        /// @param why one line for people
        void nowhere(String why);
    }
}
