package org.demarc.sip.location;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// Names of services in DNS: RFC 3263 section 4.1, RFC 7118 section 5.5.
final class Services {
    private static final Comparator<ResourceRecord.Naptr> ORDER =
            Comparator.comparingInt((ResourceRecord.Naptr n) -> n.order()).thenComparingInt(n -> n.preference());

    /// A transport, and the name whose SRV records say where it is spoken.
    record Service(Transport transport, String srvName) {}

    private Services() {}

    /// "For a SIP URI, if the client wishes to use TLS, it also uses the service identifier "_sips"".
    static Service of(Transport transport, String domain) {
        String labels = switch (transport) {
            case UDP -> "_sip._udp.";
            case TCP -> "_sip._tcp.";
            case TLS -> "_sips._tcp.";
            case WS -> "_sip._ws.";
            case WSS -> "_sips._ws.";
        };
        return new Service(transport, labels + domain);
    }

    /// Of NAPTR records those that lead to a transport of ours, best first. "Once a match is found the client
    /// MUST NOT consider records with a different Order but they MAY process records with the same Order but
    /// different Preferences" (RFC 3403 section 4.1).
    static List<Service> of(List<ResourceRecord> records, boolean secure, Abilities abilities, LocationLimits limits) {
        List<ResourceRecord.Naptr> sorted = naptrs(records, limits);
        sorted.sort(ORDER);
        List<Service> usable = new ArrayList<>();
        int matched = 0;
        for (ResourceRecord.Naptr n : sorted) {
            if (!usable.isEmpty() && n.order() != matched) break;
            Transport transport = transport(n);
            if (transport == null || !abilities.transports().contains(transport)) continue;
            if (secure && !transport.secure()) continue;
            // What calls itself secure and leads to a service that is not was written by mistake or with
            // intent.
            if (transport.secure() && n.replacement().startsWith("_sip.")) continue;
            matched = n.order();
            usable.add(new Service(transport, n.replacement()));
        }
        return usable;
    }

    /// True when the domain offers SIP over TLS, whether or not we can use it.
    static boolean offersTls(List<ResourceRecord> records, LocationLimits limits) {
        for (ResourceRecord.Naptr n : naptrs(records, limits)) {
            Transport transport = transport(n);
            if (transport != null && transport.secure()) return true;
        }
        return false;
    }

    private static List<ResourceRecord.Naptr> naptrs(List<ResourceRecord> records, LocationLimits limits) {
        List<ResourceRecord.Naptr> naptrs = new ArrayList<>();
        for (ResourceRecord r : records) {
            if (r instanceof ResourceRecord.Naptr n && naptrs.size() < limits.naptrs()) naptrs.add(n);
        }
        return naptrs;
    }

    /// What a record leads to; null where it is not for us: another service, or not "an empty regular
    /// expression and a replacement value, which is the SRV record".
    private static @Nullable Transport transport(ResourceRecord.Naptr n) {
        if (!n.flags().equalsIgnoreCase("s")
                || !n.regexp().isEmpty()
                || n.replacement().isEmpty()) return null;
        return switch (n.service().toUpperCase(Locale.ROOT)) {
            case "SIP+D2U" -> Transport.UDP;
            case "SIP+D2T" -> Transport.TCP;
            case "SIPS+D2T" -> Transport.TLS;
            case "SIP+D2W" -> Transport.WS;
            case "SIPS+D2W" -> Transport.WSS;
            default -> null;
        };
    }
}
