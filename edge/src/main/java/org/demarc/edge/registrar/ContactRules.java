package org.demarc.edge.registrar;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// Where the contacts of a REGISTER may lead. What leads back to us, or by a proxy that had no hand in the REGISTER, is
/// refused at once; an address that is only unlikely, as behind a NAT, is not: it is called by its flow.
public final class ContactRules {
    private ContactRules() {}

    /// Null when none is broken.
    static @Nullable Refused broken(Request request, Wish wish, Flow flow) {
        if (!wish.binds()) return null;
        boolean sips = false;
        for (Wish.One one : wish.contacts()) {
            if (one.removes()) continue;
            if (isOurs(one.uri(), flow)) return Refused.forbidden("RFC 5627 5.1");
            sips |= one.uri().secure();
        }
        SipUri first = null;
        for (String hop : wish.path()) {
            SipUri uri = hop(hop);
            if (first == null) first = uri;
            if (sips && (uri == null || !uri.secure())) return Refused.badRequest("RFC 5630 5.2");
        }
        if (sips) {
            boolean secure = request.requestUri() instanceof SipUri asked && asked.secure();
            if (!secure) return Refused.badRequest("RFC 5630 5.2");
            if (!flow.transport().secure()) return Refused.forbidden("RFC 3261 26.2.2");
        }
        // Who says a Path says where calls go: the hop that brought the REGISTER, and no other host.
        InetAddress proxy = first == null ? null : IpText.parse(first.host());
        return proxy == null || proxy.equals(flow.remote().getAddress()) ? null : Refused.forbidden("RFC 3327 6.1");
    }

    /// It would be called for ever.
    private static boolean isOurs(SipUri uri, Flow flow) {
        Transport transport = transport(uri);
        if (transport == null) return false; // it is not called at all
        int port = uri.port() >= 0 ? uri.port() : transport.defaultPort();
        InetSocketAddress local = flow.local();
        if ((uri.host() + ":" + port).equalsIgnoreCase(flow.sentBy())) return true;
        InetAddress host = IpText.parse(uri.host());
        return port == local.getPort() && host != null && host.equals(local.getAddress());
    }

    /// What a URI is to be reached by (RFC 3261 section 26.2.2, RFC 3263 section 4.1); null when we have no such.
    public static @Nullable Transport transport(SipUri uri) {
        String named = uri.params().get("transport");
        if (named == null) return uri.secure() ? Transport.TLS : Transport.UDP;
        Transport transport = Transport.of(named);
        return transport == Transport.TCP && uri.secure() ? Transport.TLS : transport;
    }

    /// The URI of a hop of Path, which has brackets (RFC 3327 section 4).
    public static @Nullable SipUri hop(String hop) {
        int open = hop.indexOf("<sip");
        int close = hop.indexOf('>', Math.max(0, open));
        if (open < 0 || close < 0) return null;
        return Uri.parse(hop.substring(open + 1, close)) instanceof Field.Present<Uri>(SipUri uri) ? uri : null;
    }
}
