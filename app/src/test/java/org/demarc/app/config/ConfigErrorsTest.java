package org.demarc.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.sip.location.AddressFamilies.IPV6_FIRST;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.Destination;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Whereabouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is wrong in a file, and the exact lines that say so.
class ConfigErrorsTest {
    /// Sound; each row of the table replaces one part of it.
    static final String SOUND = """
            node: sbc-1
            networks:
              outside:
                addresses: [192.0.2.5, "2001:db8::5"]
                sip: { udp: 5060, tcp: 5060 }
                media: { ports: 20000-29999 }
              inside:
                addresses: [10.0.0.5]
                sip: { tcp: 5060, udp: 5060 }
                media: { ports: 30000-39999 }
            trunks:
              acme:
                faces: pbx
                network: outside
                peers: ["sip:192.0.2.20"]
                numbers: ["+12145550100..+12145550199"]
              carrier:
                faces: core
                network: inside
                peers: ["sip:10.0.0.20:5060;transport=udp"]
            routes:
              - { from: acme, to: carrier }
            """;

    static Stream<Arguments> table() {
        return Stream.of(
                // keys
                row("node: sbc-1", "nod: sbc-1", "f:1:1: unknown key 'nod': did you mean 'node'?"),
                row(
                        "node: sbc-1",
                        "xyzzy: 1",
                        "f:1:1: unknown key 'xyzzy': expected one of node, lanes, networks, trunks, routes, timing, limits,"
                                + " emergency, overload, guard, relay, dns, log, store, admin"),
                row(
                        "node: sbc-1",
                        "emergency: { numbers: [112, \"9 1 1\"] }",
                        "f:1:29: a number as dialled, like 112, is expected, not '9 1 1'"),
                row(
                        "    addresses: [10.0.0.5]\n",
                        "    addresses: [10.0.0.5]\n    origins: [phone.example.net]\n",
                        "f:9:15: an origin like https://phone.example.net, or *, is expected, not 'phone.example.net'"),
                row(
                        "node: sbc-1",
                        "guard: { ban: 5 }",
                        "f:1:15: a duration from 1s to 168h is expected, a number with its unit like 500ms, 4s, 3m or"
                                + " 2h, not '5'"),
                row("node: sbc-1", "node: a\nnode: b", "f:2:1: 'node' is here twice: first on line 1"),
                row("node: sbc-1", "node:", "f:1:1: 'node' has no value: a name is expected"),
                row("node: sbc-1", "node: [a]", "f:1:7: a name is expected, not a list"),
                row("node: sbc-1", "node: {a: b}", "f:1:7: a name is expected, not a map"),
                row(
                        "node: sbc-1",
                        "node: a b",
                        "f:1:7: a name of 1 to 64 letters, digits, '-', '_' and '.' is expected, not 'a b'"),
                row(
                        "  inside:",
                        "  outside:",
                        "f:7:3: 'outside' is here twice: first on line 3",
                        "f:19:14: there is no network 'inside': expected one of outside"),
                row(
                        "  carrier:",
                        "  acme:",
                        "f:17:3: 'acme' is here twice: first on line 12",
                        "f:22:23: there is no trunk 'carrier'"),
                // networks
                row(
                        "    addresses: [10.0.0.5]\n",
                        "",
                        "f:7:3: 'addresses' is missing: one IPv4 address, one IPv6 address, or both is expected"),
                row("[10.0.0.5]", "[10.0.0.256]", "f:8:17: an IPv4 or IPv6 address is expected, not '10.0.0.256'"),
                row("[10.0.0.5]", "[10.5]", "f:8:17: an IPv4 or IPv6 address is expected, not '10.5'"),
                row(
                        "[10.0.0.5]",
                        "[pbx.example]",
                        "f:8:17: an IPv4 or IPv6 address is expected, not 'pbx.example': names are not looked up here"),
                row("[10.0.0.5]", "[]", "f:8:16: the list is empty: an IPv4 or IPv6 address is expected"),
                row(
                        "[10.0.0.5]",
                        "[0.0.0.0]",
                        "f:8:17: '0.0.0.0' means every address: name the one that peers reach, it stands in messages"),
                row(
                        "[10.0.0.5]",
                        "[224.0.0.1]",
                        "f:8:17: '224.0.0.1' is a multicast address: a unicast address is expected"),
                row(
                        "[10.0.0.5]",
                        "[10.0.0.5, 10.0.0.6]",
                        "f:8:27: a second IPv4 address: a network has at most one of each family; make another network for '10.0.0.6'"),
                row(
                        "[10.0.0.5]",
                        "[10.0.0.5]\n    advertise: [\"2001:db8::9\"]",
                        "f:9:16: 2001:db8::9 is advertised, but 'addresses' has no IPv6 address"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: 65536 }",
                        "f:9:17: a whole number from 0 to 65535 is expected, not '65536'"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: many }",
                        "f:9:17: a whole number from 0 to 65535 is expected, not 'many'"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: 5060, tls: 5061 }",
                        "f:9:28: 'tls' needs a certificate: network 'inside' has no 'tls' with certificate and key"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: 5060, ws: 1, wss: 2 }",
                        "f:9:35: 'wss' needs a certificate: network 'inside' has no 'tls' with certificate and key"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: 5060, tls: 5061 }\n    tls: { certificate: edge.pem }",
                        "f:10:5: 'key' is missing: the path of a file is expected"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: 5060, tls: 5061 }\n    tls: { certificate: edge.pem, key: edge.key }",
                        "f:10:25: certificate file /etc/demarc/edge.pem: no such file"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ tls: 5061, ws: 5061 }\n    tls: { certificate: edge.pem, key: edge.key }",
                        "f:9:27: SIP over TLS has port 5061 already",
                        "f:10:25: certificate file /etc/demarc/edge.pem: no such file",
                        "f:21:13: 'sip:10.0.0.20:5060;transport=udp' needs UDP, which network 'inside' does not open"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: 5060, tls: 5061 }\n    tls: { certificate: a, key: b, client-certificates: maybe, crl: c }",
                        "f:10:57: none, optional or required is expected, not 'maybe'",
                        "f:10:69: 'crl' is not looked at while 'revocation' is off: soft or hard is expected"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: 5060, tls: 5061 }\n    tls: { certificate: a, key: b, revocation: hard }",
                        "f:10:48: 'revocation: hard' needs 'crl', a file with lists"),
                row("{ tcp: 5060, udp: 5060 }", "5060", "f:9:10: a map of keys is expected: udp, tcp, tls, ws, wss"),
                row(
                        "    sip: { tcp: 5060, udp: 5060 }\n",
                        "    tls: { key: edge.key }\n",
                        "f:9:5: 'certificate' is missing: the path of a file is expected",
                        "f:19:14: network 'inside' has no SIP listening point: it needs 'sip' with udp, tcp, tls, ws or wss"),
                row(
                        "10.0.0.5",
                        "\"fe80::5\"",
                        "f:8:17: 'fe80::5' is a link-local address: it means nothing in messages to others"),
                row("10.0.0.5", "\"fe80::5%eth0\"", "f:8:17: an IPv4 or IPv6 address is expected, not 'fe80::5%eth0'"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: 5060 }",
                        "warning f:9:17: UDP without TCP on its port: what is too long for UDP cannot be sent or received;"
                                + " add 'tcp: 5060'"),
                row(
                        "{ tcp: 5060, udp: 5060 }",
                        "{ udp: 5060, tcp: 5070 }",
                        "warning f:9:17: UDP without TCP on its port: what is too long for UDP cannot be sent or received;"
                                + " add 'tcp: 5060'"),
                row(
                        "30000-39999",
                        "30000",
                        "f:10:21: a range of ports like 20000-29999, within 1024 to 65535, is expected, not '30000'"),
                row("30000-39999", "39999-30000", "f:10:21: '39999-30000' is reversed: did you mean '30000-39999'?"),
                row(
                        "30000-39999",
                        "30001-30002",
                        "f:10:21: '30001-30002' has no even port followed by an odd one: RTP and RTCP of one stream need such a pair"),
                row(
                        "{ ports: 30000-39999 }",
                        "{}",
                        "f:10:5: 'ports' is missing: a range of ports like 20000-29999 is expected"),
                row(
                        "    media: { ports: 30000-39999 }\n",
                        "",
                        "f:18:14: network 'inside' has no media ports: it needs 'media' with ports"),
                row(
                        "30000-39999",
                        "5000-6000",
                        "f:10:12: the media ports 5000-6000 include the SIP port 5060: keep them apart"),
                row(
                        "[10.0.0.5]",
                        "[192.0.2.5]",
                        "f:9:17: network 'outside' has SIP over TCP on port 5060 on 192.0.2.5 too",
                        "f:9:28: network 'outside' has SIP over UDP on port 5060 on 192.0.2.5 too"),
                row(
                        "    addresses: [10.0.0.5]\n    sip: { tcp: 5060, udp: 5060 }\n    media: { ports: 30000-39999 }",
                        "    addresses: [192.0.2.5]\n    sip: { udp: 5070 }\n    media: { ports: 29990-39999 }",
                        "f:10:12: the media ports 29990-39999 overlap those of network 'outside', 20000-29999 on 192.0.2.5"),
                row(
                        "    addresses: [10.0.0.5]\n    sip: { tcp: 5060, udp: 5060 }",
                        "    addresses: [192.0.2.5]\n    sip: { udp: 20500 }",
                        "f:9:17: port 20500 lies in the media ports 20000-29999 of network 'outside' on 192.0.2.5"),
                // trunks
                row(
                        "faces: core",
                        "faces: cor",
                        "f:18:12: pbx, provider or core is expected, not 'cor': did you mean 'core'?"),
                row("    faces: core\n", "", "f:17:3: 'faces' is missing: pbx, provider or core is expected"),
                row(
                        "network: inside",
                        "network: insid",
                        "f:19:14: there is no network 'insid': did you mean 'inside'?"),
                row("    network: inside\n", "", "f:17:3: 'network' is missing: the name of a network is expected"),
                row(
                        "faces: core",
                        "faces: core\n    mode: registration",
                        "f:19:11: our own network does not register: 'static' is expected"),
                row(
                        "faces: core",
                        "faces: core\n    account: { user: x, password: y }",
                        "f:19:14: 'account' is of no use in mode static: add 'mode: registration'"),
                row(
                        "faces: core",
                        "faces: core\n    srtp: optional",
                        "f:19:11: 'srtp: optional' is not served by this version yet: 'off' is expected"),
                row(
                        "faces: core",
                        "faces: core\n    srtp-keying: [sdes]",
                        "f:19:5: 'srtp-keying' is not served by this version yet: remove it"),
                row(
                        "faces: core",
                        "faces: core\n    media-source: sip",
                        "f:19:19: sdp, address or signalling is expected, not 'sip': did you mean 'sdp'?"),
                row(
                        "faces: core",
                        "faces: core\n    domain: a b",
                        "f:19:13: a host name or an address is expected, not 'a b'"),
                row(
                        "faces: core",
                        "faces: core\n    limits: { calls: -1, call: 2 }",
                        "f:19:22: a whole number from 0 to 1000000 is expected, not '-1'",
                        "f:19:26: unknown key 'call': did you mean 'calls'?"),
                row(
                        "faces: core",
                        "faces: core\n    probe: { interval: 60 }",
                        "f:19:24: a duration from 1s to 1h is expected, a number with its unit like 500ms, 4s, 3m or 2h, not '60'"),
                row(
                        "faces: core",
                        "faces: core\n    probe: yes",
                        "f:19:12: on, off or a map of keys is expected, not 'yes': interval, misses, answers"),
                row(
                        "faces: core",
                        "faces: core\n    limits: { calls: 5001 }",
                        "warning f:19:22: 5001 calls need more media ports than network 'inside' has: 30000-39999 carries"
                                + " 5000 calls"),
                row("faces: core", "faces: core\n    limits: { calls: 5000 }"),
                row(
                        "  - { from: acme, to: carrier }",
                        "  - { from: carrier, to: acme }",
                        "warning f:17:3: no call ever goes to trunk 'carrier': it has no 'numbers', and no route leads to it"),
                row(
                        "trunks:",
                        "  spare:\n    addresses: [10.0.0.6]\ntrunks:",
                        "warning f:11:3: no trunk lives on network 'spare'"),
                row(
                        "+12145550100..+12145550199",
                        "+12145550199..+12145550100",
                        "f:16:15: '+12145550199..+12145550100' is reversed: did you mean '+12145550100..+12145550199'?"),
                row(
                        "faces: core",
                        "faces: core\n    probe: { interval: 1ms, misses: 0 }",
                        "f:19:24: a duration from 1s to 1h is expected, not '1ms'",
                        "f:19:37: a whole number from 1 to 100 is expected, not '0'"),
                row(
                        "    peers: [\"sip:10.0.0.20:5060;transport=udp\"]\n",
                        "",
                        "f:17:3: 'peers' is missing: for mode static at least one peer, a SIP URI like sip:192.0.2.20:5060;transport=udp, or a domain, is expected"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "10.0.0.20",
                        "f:20:13: not a peer: '10.0.0.20': sip:HOST[:PORT][;transport=udp|tcp|tls|ws|wss] or a domain is expected"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sips:core.example",
                        "f:20:13: 'sips:core.example' needs TLS, which network 'inside' does not open"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:core.example;transport=ws",
                        "f:20:13: 'sip:core.example;transport=ws' needs WS, which network 'inside' does not open"),
                row(
                        "[\"sip:10.0.0.20:5060;transport=udp\"]",
                        "[core.example, \"sip:core.example\"]",
                        "f:20:27: 'sip:core.example' is here twice"),
                row(
                        "[\"sip:10.0.0.20:5060;transport=udp\"]",
                        "[{ weight: 1 }]",
                        "f:20:13: 'uri' is missing: a SIP URI like sip:192.0.2.20:5060;transport=udp, or a domain is expected"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sips:10.0.0.20",
                        "f:20:13: 'sips:10.0.0.20' needs TLS, which network 'inside' does not open"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sips:10.0.0.20;transport=udp",
                        "f:20:13: not a peer: 'sips:10.0.0.20;transport=udp': 'sips:' needs TLS, which UDP has not"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:bob@10.0.0.20",
                        "f:20:13: not a peer: 'sip:bob@10.0.0.20': a peer has no user part: sip:HOST is expected"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:10.0.0.20;transport=wss",
                        "f:20:13: 'sip:10.0.0.20;transport=wss' needs WSS, which network 'inside' does not open"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:10.0.0.20;transport=sctp",
                        "f:20:13: not a peer: 'sip:10.0.0.20;transport=sctp': transport=udp, tcp, tls, ws or wss is expected"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:10.0.0.20;lr",
                        "f:20:13: not a peer: 'sip:10.0.0.20;lr': the only parameter known here is transport=udp, tcp, tls, ws or wss"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:10.0.0.20:0",
                        "f:20:13: not a peer: 'sip:10.0.0.20:0': a port from 1 to 65535 is expected after the host"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:[2001:db8::1",
                        "f:20:13: not a peer: 'sip:[2001:db8::1': ']' is missing after the IPv6 address"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:2001:db8::1",
                        "f:20:13: not a peer: 'sip:2001:db8::1': a port from 1 to 65535 is expected after the host"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:[2001:db8::1]",
                        "f:20:13: 'sip:[2001:db8::1]' is reached over IPv6, and network 'inside' has no such address"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:10.0.0.20;transport=ws",
                        "f:20:13: 'sip:10.0.0.20;transport=ws' needs WS, which network 'inside' does not open"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:10.0.0.5",
                        "f:20:13: 'sip:10.0.0.5' is this node itself: network 'inside' listens there"),
                row(
                        "sip:10.0.0.20:5060;transport=udp",
                        "sip:0.0.0.0",
                        "f:20:13: 'sip:0.0.0.0' is not the address of one host"),
                row(
                        "[\"sip:10.0.0.20:5060;transport=udp\"]",
                        "[\"sip:10.0.0.20\", \"sip:10.0.0.20:5060\"]",
                        "f:20:30: 'sip:10.0.0.20:5060' is here twice"),
                row(
                        "faces: core",
                        "faces: core\n    sources: [10.0.0.1/8]",
                        "f:19:15: '10.0.0.1/8' is not the beginning of a block: did you mean '10.0.0.0/8'?"),
                row(
                        "faces: core",
                        "faces: core\n    sources: [0.0.0.0/0]",
                        "f:19:15: '0.0.0.0/0' believes everybody: name the addresses of this trunk"),
                row(
                        "faces: core",
                        "faces: core\n    sources: [10.0.0.0/33, x]",
                        "f:19:15: an address or a block like 192.0.2.0/28 is expected, not '10.0.0.0/33'",
                        "f:19:28: an address or a block like 192.0.2.0/28 is expected, not 'x'"),
                row(
                        "faces: core",
                        "faces: core\n    sources: [\"2001:db8::/32\"]",
                        "f:19:15: '2001:db8::/32' is IPv6, and network 'inside' has no such address"),
                row(
                        "faces: core",
                        "faces: core\n    numbers: [911]",
                        "f:19:15: an E.164 number like +12145550100, or a range +12145550100..+12145550199, is expected, not '911'"),
                row(
                        "faces: core",
                        "faces: core\n    numbers: [\"+12145550199\"]",
                        "f:19:15: +12145550199 overlaps +12145550100..+12145550199 of trunk 'acme' on line 16"),
                row(
                        "network: inside\n    peers: [\"sip:10.0.0.20:5060;transport=udp\"]",
                        "network: outside\n    peers: [\"sip:192.0.2.20\"]",
                        "f:20:13: trunk 'carrier' and trunk 'acme' (line 15) cannot be told apart on network 'outside': both come from 192.0.2.20:5060; give one of them another network"),
                row(
                        "network: inside\n    peers: [\"sip:10.0.0.20:5060;transport=udp\"]",
                        "network: outside\n    peers: [\"sip:192.0.2.20:5062;transport=tcp\"]",
                        "f:20:13: trunk 'carrier' and trunk 'acme' (line 15) cannot be told apart on network 'outside': both come from 192.0.2.20, over TCP from any port; give one of them another network"),
                row(
                        "network: inside\n    peers: [\"sip:10.0.0.20:5060;transport=udp\"]",
                        "network: outside\n    peers: [\"sip:192.0.2.20:5062\"]",
                        "warning f:7:3: no trunk lives on network 'inside'",
                        "warning f:20:13: trunk 'carrier' and trunk 'acme' (line 15) share the address 192.0.2.20: they are told apart by port, and requests from a third port are ignored"),
                // routes
                row("to: carrier", "to: carier", "f:22:23: there is no trunk 'carier': did you mean 'carrier'?"),
                row(
                        "{ from: acme, to: carrier }",
                        "{ from: amce, to: carrier }",
                        "f:22:13: there is no trunk 'amce': did you mean 'acme'?"),
                row(
                        "{ from: acme, to: carrier }",
                        "{ from: acme }",
                        "f:22:5: 'to' is missing: the name of a trunk is expected"),
                row(
                        "{ from: acme, to: carrier }",
                        "{ from: acme, to: [carrier, carrier] }",
                        "f:22:33: 'carrier' is here twice"),
                row(
                        "{ from: acme, to: carrier }",
                        "{ number: 1x, to: carrier }",
                        "f:22:15: a number like +12145550100, or its beginning and * like \"+44*\" is expected, not '1x'"),
                row(
                        "  - { from: acme, to: carrier }",
                        "  - { to: carrier }\n  - { from: acme, to: carrier }",
                        "warning f:23:5: no call ever takes this route: the one on line 22 takes them first"),
                row("  - { from: acme, to: carrier }", "  from: acme", "f:22:3: a list is expected"),
                // the rest
                row(
                        "node: sbc-1",
                        "admin: { address: 192.0.2.5 }",
                        "f:1:19: '192.0.2.5' is no loopback address: other addresses need TLS and a token, which are not served by this version yet"),
                row(
                        "node: sbc-1",
                        "admin: { address: localhost }",
                        "f:1:19: a loopback address like 127.0.0.1 or ::1 is expected, not 'localhost'"),
                row("node: sbc-1", "lanes: 65", "f:1:8: a whole number from 1 to 64 or auto is expected, not '65'"),
                row(
                        "node: sbc-1",
                        "relay: { threads: 0, path: fast }",
                        "f:1:19: a whole number from 1 to 64 or auto is expected, not '0'",
                        "f:1:28: auto, steered, native or nio is expected, not 'fast'"),
                row(
                        "node: sbc-1",
                        "log: { level: verbose, format: jsn }",
                        "f:1:15: error, warn, info or debug is expected, not 'verbose'",
                        "f:1:32: text or json is expected, not 'jsn': did you mean 'json'?"),
                row(
                        "node: sbc-1",
                        "limits: { calls: 0 }",
                        "f:1:18: a whole number from 1 to 1000000 is expected, not '0'"),
                row(
                        "node: sbc-1",
                        "timing: { ringing: off }",
                        "f:1:20: a duration from 10s to 1h is expected, a number with its unit like 500ms, 4s, 3m or 2h, not 'off'"),
                row(
                        "node: sbc-1",
                        "timing: { call-duration: 200h }",
                        "f:1:26: a duration from 1s to 168h or off is expected, not '200h'"));
    }

    private static Arguments row(String part, String instead, String... lines) {
        return Arguments.of(part, instead, lines);
    }

    /// Proves IP6-016.
    @ParameterizedTest(name = "{1}")
    @MethodSource("table")
    void eachMistakeIsNamedAtItsPlace(String part, String instead, String[] lines) {
        assertThat(SOUND).contains(part);
        assertThat(Fake.EMPTY.check(SOUND.replaceFirst(Pattern.quote(part), Matcher.quoteReplacement(instead))))
                .containsExactly(lines);
    }

    @Test
    void soundFileHasNothingToSay() {
        assertThat(Fake.EMPTY.check(SOUND)).isEmpty();
    }

    @Test
    void textThatIsNotYamlIsOneError() {
        assertThat(Fake.EMPTY.check(""))
                .containsExactly("f:1:1: the file is empty: 'demarc init FILE' writes one to begin with");
        assertThat(Fake.EMPTY.check("- a")).containsExactly("f:1:1: keys and values are expected, like 'node: sbc-1'");
        assertThat(Fake.EMPTY.check("a: [\n"))
                .containsExactly(
                        "f:2:1: not YAML: expected the node content, but found '<stream end>' (while parsing a flow node)");
        assertThat(Fake.EMPTY.check("\ta: b"))
                .containsExactly("f:1:1: not YAML: a tab stands where spaces are expected: YAML indents with spaces");
        assertThat(Fake.EMPTY.check("a: *b")).contains("f:1:4: '*b' has no anchor before it");
        assertThat(Fake.EMPTY.check("a: 1\n---\nb: 2"))
                .contains("f:2:1: a second document begins here: one is expected");
        assertThat(Fake.EMPTY.check("node: !!str x"))
                .contains("f:1:7: a YAML tag is not expected here: write the value alone");
    }

    @Test
    void nestingAndAliasesAreBounded() {
        assertThat(Fake.EMPTY.check("a: " + "[".repeat(100_000)))
                .containsExactly("f:1:19: nested too deep: no key of ours is at level 16");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(10)).append("x]\n");
        }
        assertThat(Fake.EMPTY.check(bomb.toString()))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("too many values: at most 2000000 are read");
    }

    @Test
    void aliasesServeWhereValuesRepeat() {
        String yaml = SOUND.replace("media: { ports: 20000-29999 }", "media: &m { ports: 20000-29999 }")
                .replace("media: { ports: 30000-39999 }", "media: *m");
        assertThat(Fake.EMPTY.sound(yaml).networks().get(1).media()).isEqualTo(new PortRange(20000, 29999));
    }

    @Test
    void valuesFromOutsideArePutInAndNeverShown() {
        Fake world = new Fake(
                Map.of("ADDRESS", "10.9.9.9", "BAD", "hunter2", "PORT", "5061"),
                Map.of("/etc/demarc/peer.txt", "sip:10.0.0.77\n"));
        NodeConfig config = world.sound(SOUND.replace("[10.0.0.5]", "\"${ADDRESS}\"")
                .replace("sip:10.0.0.20:5060;transport=udp", "sip:10.0.0.20:${PORT}")
                .replace("\"sip:192.0.2.20\"", "\"sip:192.0.2.20\""));
        assertThat(config.networks().get(1).addresses()).hasToString("[/10.9.9.9]");
        assertThat(config.edge().trunks().get(1).peers().getFirst().address().getPort())
                .isEqualTo(5061);
        NodeConfig file = world.sound(SOUND.replace("sip:10.0.0.20:5060;transport=udp", "file:peer.txt"));
        assertThat(file.edge().trunks().get(1).peers().getFirst().host()).isEqualTo("10.0.0.77");

        List<String> errors = world.check(SOUND.replace("[10.0.0.5]", "\"${BAD}\"")
                .replace("node: sbc-1", "node: ${MISSING}")
                .replace("faces: core", "faces: file:missing.txt")
                .replace("faces: pbx", "faces: ${1}"));
        assertThat(errors)
                .containsExactly(
                        "f:1:7: the environment variable MISSING is not set",
                        "f:8:16: an IPv4 or IPv6 address is expected, not '${BAD}': names are not looked up here",
                        "f:13:12: the name of an environment variable is expected between ${ and }: '${1}'",
                        "f:18:12: the file 'missing.txt' does not exist");
        assertThat(errors.toString()).doesNotContain("hunter2");
    }

    private static Whereabouts whereabouts(String yaml) {
        Whereabouts found = Fake.EMPTY.sound(yaml).edge().trunks().getFirst().whereabouts();
        if (found == null) throw new AssertionError("no names");
        return found;
    }

    @Test
    void namesAreLeftForTheRunningNodeToFind() {
        Whereabouts found = whereabouts(SOUND.replace(
                "[\"sip:192.0.2.20\"]",
                "[pbx.example, \"sip:pbx.example:5080\", \"sip:192.0.2.20;transport=tcp\","
                        + " { uri: \"sip:b.example\", priority: 1, weight: 7 }]"));
        assertThat(found.abilities()).isEqualTo(new Abilities(List.of(Transport.UDP, Transport.TCP), IPV6_FIRST));
        assertThat(found.entries())
                .containsExactly(
                        new Whereabouts.Entry(Destination.domain("pbx.example"), 1, 0),
                        new Whereabouts.Entry(new Destination(false, "pbx.example", 5080, null), 2, 0),
                        new Whereabouts.Entry(new Destination(false, "192.0.2.20", -1, "tcp"), 3, 0),
                        new Whereabouts.Entry(Destination.domain("b.example"), 1, 7));
    }

    @Test
    void aDomainWithoutPeersIsThePlace() {
        Whereabouts found = whereabouts(SOUND.replace("peers: [\"sip:192.0.2.20\"]", "domain: sp.example"));
        assertThat(found.entries()).containsExactly(new Whereabouts.Entry(Destination.domain("sp.example"), 1, 0));
    }

    @Test
    void addressesShareByPriorityAndWeight() {
        var trunk = Fake.EMPTY
                .sound(SOUND.replace(
                        "[\"sip:192.0.2.20\"]",
                        "[{ uri: \"sip:192.0.2.20\", priority: 5, weight: 60 },"
                                + " { uri: \"sip:192.0.2.21\", priority: 5, weight: 20 }, \"sip:192.0.2.22\"]"))
                .edge()
                .trunks()
                .getFirst();
        assertThat(trunk.whereabouts()).isNull();
        assertThat(trunk.peers()).extracting(Peer::priority).containsExactly(5, 5, 3);
        assertThat(trunk.peers()).extracting(Peer::weight).containsExactly(60, 20, 0);
    }

    @Test
    void nameServersAreRead() {
        var dns = Fake.EMPTY
                .sound(SOUND + "dns: { servers: [192.0.2.53, \"[2001:db8::53]:5353\"], timeout: 500ms, tries: 1 }\n")
                .dns();
        assertThat(dns.servers()).hasToString("[/192.0.2.53:53, /[2001:db8:0:0:0:0:0:53]:5353]");
        assertThat(dns.timeoutMillis()).isEqualTo(500);
        assertThat(Fake.EMPTY.check(SOUND + "dns: { servers: [ns.example] }\n"))
                .containsExactly(
                        "f:23:18: the address of a name server, like 192.0.2.53 or 192.0.2.53:5353, is expected, not 'ns.example'");
    }
}
