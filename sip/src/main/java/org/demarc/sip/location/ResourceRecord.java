package org.demarc.sip.location;

import java.net.InetAddress;

/// A record of an answer. Names are in lower case, without the dot at the end; TTLs are seconds.
public sealed interface ResourceRecord {
    /// Its owner.
    String name();

    /// How long it may be kept.
    long ttl();

    /// RFC 3403 section 4.1. Character strings are as they came.
    record Naptr(
            String name,
            long ttl,
            int order,
            int preference,
            String flags,
            String service,
            String regexp,
            String replacement)
            implements ResourceRecord {
        public Naptr {
            name = DnsName.canonical(name);
            replacement = DnsName.canonical(replacement);
        }
    }

    /// RFC 2782.
    record Srv(String name, long ttl, int priority, int weight, int port, String target) implements ResourceRecord {
        public Srv {
            name = DnsName.canonical(name);
            target = DnsName.canonical(target);
        }
    }

    /// A or AAAA.
    record Address(String name, long ttl, InetAddress address) implements ResourceRecord {
        public Address {
            name = DnsName.canonical(name);
        }
    }

    /// Another name of the same: RFC 1034 section 3.6.2.
    record Cname(String name, long ttl, String target) implements ResourceRecord {
        public Cname {
            name = DnsName.canonical(name);
            target = DnsName.canonical(target);
        }
    }
}
