package org.demarc.app.config;

import static org.demarc.app.config.Key.Applies.LIVE;
import static org.demarc.app.config.Key.Applies.NOT_YET;
import static org.demarc.app.config.Key.Applies.RESTART;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every key of the configuration, as data. docs/configuration.md's reference is printed from it (`Reference`).
public final class Keys {
    private Keys() {}

    /// All of them, in the order of the reference.
    public static final List<Key> ALL = List.of(
            new Key(
                    "node",
                    "name",
                    "demarc",
                    RESTART,
                    "sbc-1",
                    "The node's name: in Server and User-Agent, in status and logs."),
            new Key(
                    "lanes",
                    "number, 1 to 64, or auto",
                    "auto",
                    RESTART,
                    "2",
                    "Threads that carry signalling; a call stays on one of them. `auto`: one for each processor, 16 at most."),
            new Key(
                    "networks",
                    "map",
                    "required",
                    RESTART,
                    "",
                    "One entry for each security zone; the key is the zone's name."),
            new Key(
                    "networks.NAME.addresses",
                    "list of addresses",
                    "required",
                    RESTART,
                    "[192.0.2.5, \"2001:db8::5\"]",
                    "Where the node binds: one IPv4 address, one IPv6 address, or both."),
            new Key(
                    "networks.NAME.advertise",
                    "list of addresses",
                    "the address bound",
                    RESTART,
                    "[198.51.100.9]",
                    "What stands in messages and SDP instead, where a NAT is in front: at most one for each family of `addresses`."),
            new Key(
                    "networks.NAME.sip",
                    "map",
                    "nothing is opened",
                    RESTART,
                    "",
                    "SIP listening points: only what is named is opened."),
            new Key(
                    "networks.NAME.sip.udp",
                    "port",
                    "closed",
                    RESTART,
                    "5060",
                    "Port for SIP over UDP; 0 takes any free port (tests)."),
            new Key(
                    "networks.NAME.sip.tcp",
                    "port",
                    "closed",
                    RESTART,
                    "5060",
                    "Port for SIP over TCP; 0 takes any free port (tests)."),
            new Key(
                    "networks.NAME.sip.tls",
                    "port",
                    "closed",
                    RESTART,
                    "5061",
                    "Port for SIP over TLS; needs `tls` of this network."),
            new Key(
                    "networks.NAME.sip.ws",
                    "port",
                    "closed",
                    RESTART,
                    "8088",
                    "Port for SIP over WebSocket (RFC 7118)."),
            new Key(
                    "networks.NAME.sip.wss",
                    "port",
                    "closed",
                    RESTART,
                    "8443",
                    "Port for SIP over secure WebSocket (RFC 7118); needs `tls` of this network."),
            new Key("networks.NAME.media", "map", "required for trunks", RESTART, "", "Media of this network."),
            new Key(
                    "networks.NAME.media.ports",
                    "FIRST-LAST",
                    "required",
                    RESTART,
                    "20000-29999",
                    "UDP ports for media, within 1024-65535. A call takes an even port for RTP and the next one for RTCP on each of its two networks."),
            new Key(
                    "networks.NAME.tls",
                    "map",
                    "none",
                    RESTART,
                    "",
                    "Certificates for `tls` and `wss` of this network. Files that are replaced are taken within seconds, for new connections, without reload or restart."),
            new Key(
                    "networks.NAME.tls.certificate",
                    "file",
                    "required",
                    RESTART,
                    "edge.pem",
                    "Certificate chain, PEM: our own first, then its issuer, and so on. Its subjectAltName names our SIP domain."),
            new Key(
                    "networks.NAME.tls.key",
                    "file",
                    "required",
                    RESTART,
                    "edge.key",
                    "Its private key, PEM, not encrypted."),
            new Key(
                    "networks.NAME.tls.trust",
                    "file",
                    "the system's",
                    RESTART,
                    "ca.pem",
                    "Certificates of the authorities that others' certificates must come from, PEM."),
            new Key(
                    "networks.NAME.tls.client-certificates",
                    "none, optional or required",
                    "none",
                    RESTART,
                    "none",
                    "Whether a client is asked for a certificate, and must have one. A client whose certificate is for the `domain` of a trunk (without one: the host of a peer) is that trunk, from any address. With `required`, an address alone tells nothing over TLS."),
            new Key(
                    "networks.NAME.tls.revocation",
                    "off, soft or hard",
                    "off",
                    RESTART,
                    "soft",
                    "Whether revoked certificates are looked for in `crl`. `soft`: one that no list speaks of is accepted; `hard`: it is refused."),
            new Key("networks.NAME.tls.crl", "file", "none", RESTART, "crl.pem", "Revocation lists, PEM or DER."),
            new Key(
                    "trunks",
                    "map",
                    "required",
                    LIVE,
                    "",
                    "One entry for each SIPconnect interface; the key is the trunk's name."),
            new Key(
                    "trunks.NAME.faces",
                    "pbx, provider or core",
                    "required",
                    LIVE,
                    "pbx",
                    "The element on the other side: a PBX, a service provider, or our own trusted network."),
            new Key(
                    "trunks.NAME.network",
                    "name of a network",
                    "required",
                    LIVE,
                    "outside",
                    "The network that it lives on."),
            new Key(
                    "trunks.NAME.mode",
                    "static or registration",
                    "static",
                    LIVE,
                    "static",
                    "`static`: known by address or certificate. `registration`: the PBX registers `account` at the provider; can be checked, but not be run yet."),
            new Key(
                    "trunks.NAME.domain",
                    "host name or address",
                    "host of the peer in use; required for mode registration",
                    LIVE,
                    "pbx.example.com",
                    "The SIP domain in Request-URI, From and To towards it, and in the certificates that it shows. In mode registration: the provider's domain, of which the account is."),
            new Key(
                    "trunks.NAME.account",
                    "map",
                    "required for mode registration",
                    LIVE,
                    "",
                    "Who registers, and the secret that proves it."),
            new Key(
                    "trunks.NAME.account.user",
                    "text",
                    "required",
                    LIVE,
                    "acme",
                    "User part of the account's address, and user name of its digests."),
            new Key(
                    "trunks.NAME.account.password",
                    "secret",
                    "`ha1`",
                    LIVE,
                    "\"${ACME_PASSWORD}\"",
                    "Password. Best as `${NAME}` or `file:PATH`."),
            new Key(
                    "trunks.NAME.account.ha1",
                    "map",
                    "`password`",
                    LIVE,
                    "",
                    "Instead of a password what `demarc hash-password` makes of it, one value for each algorithm. As secret as the password for this account, but of no use elsewhere."),
            new Key(
                    "trunks.NAME.account.ha1.sha-512-256",
                    "64 hexadecimal digits",
                    "none",
                    LIVE,
                    "9088de26d0b2051e64957c049fff3e71aba5a9a6e87c6d351a11fbc40d9d359c",
                    "For SHA-512/256."),
            new Key(
                    "trunks.NAME.account.ha1.sha-256",
                    "64 hexadecimal digits",
                    "none",
                    LIVE,
                    "f3eea678f5d92226ffe88314a1f8deae9f52155054784c0098011acd1c89a8e9",
                    "For SHA-256."),
            new Key(
                    "trunks.NAME.account.ha1.md5",
                    "32 hexadecimal digits",
                    "none",
                    LIVE,
                    "6d3df4b9524741067c960a52bd8802e9",
                    "For MD5."),
            new Key(
                    "trunks.NAME.account.algorithms",
                    "list of sha-512-256, sha-256, md5",
                    "[sha-256, md5], or those of `ha1`",
                    LIVE,
                    "[sha-256]",
                    "Digest algorithms that prove the account. Without md5 in it MD5 is off. A node asks with all that its accounts have, the strongest first."),
            new Key(
                    "trunks.NAME.account.realm",
                    "text",
                    "`domain`",
                    LIVE,
                    "pbx.example.com",
                    "Realm of the digests. Where the trunk faces a PBX it is the domain always."),
            new Key(
                    "trunks.NAME.gin",
                    "required, optional or off",
                    "required",
                    LIVE,
                    "optional",
                    "Bulk registration (RFC 6140): one REGISTER for all numbers. `optional`: a PBX that cannot do it may register the account alone. `off`: only that."),
            new Key("trunks.NAME.registration", "map", "defaults", LIVE, "", "How an account registers."),
            new Key(
                    "trunks.NAME.registration.expires",
                    "duration, 1s to 168h",
                    "1h",
                    LIVE,
                    "1h",
                    "The lifetime of a registration that says none; what is asked of a provider."),
            new Key(
                    "trunks.NAME.registration.min-expires",
                    "duration, 1s to 1h",
                    "1m",
                    LIVE,
                    "5m",
                    "A PBX that asks for a shorter one is refused with 423."),
            new Key(
                    "trunks.NAME.registration.max-expires",
                    "duration, 1s to 168h",
                    "24h",
                    LIVE,
                    "2h",
                    "A PBX that asks for a longer one gets this."),
            new Key(
                    "trunks.NAME.registration.contacts",
                    "number, 1 to 16",
                    "4",
                    LIVE,
                    "2",
                    "The most contacts (PBXs or flows) of the account at a time."),
            new Key(
                    "trunks.NAME.registration.called-number",
                    "request-uri or to",
                    "request-uri",
                    LIVE,
                    "to",
                    "Where a PBX that registered the account alone finds the called number. With `to` its Request-URI is the contact as registered."),
            new Key(
                    "trunks.NAME.registration.authenticate",
                    "flow, secure-flow or always",
                    "flow",
                    LIVE,
                    "secure-flow",
                    "Which calls and other new requests of the PBX must bring credentials. `flow`: those that come by another connection or address than a registration of it. `secure-flow`: all but those that come over TLS by such a connection. `always`: all."),
            new Key(
                    "trunks.NAME.peers",
                    "list of SIP URIs",
                    "required for mode static",
                    LIVE,
                    "[\"sip:192.0.2.20:5060;transport=udp\"]",
                    "Where it is reached, in order of preference. The host is an address or a name (looked up when the file is read); without port and transport: UDP, 5060. `sips:` and `transport=tls` are TLS, 5061: the certificate there must be for `domain`, or without it for the host here. `transport=ws` and `wss` are WebSocket. The addresses are also the sources that are believed to be this trunk. A PBX that registers needs none."),
            new Key(
                    "trunks.NAME.sources",
                    "list of addresses or blocks",
                    "none",
                    LIVE,
                    "[192.0.2.0/28]",
                    "Further addresses that its requests may come from: an address or a CIDR block."),
            new Key(
                    "trunks.NAME.numbers",
                    "list of numbers or ranges",
                    "none",
                    LIVE,
                    "[\"+12145550100..+12145550199\", \"+442079460000\"]",
                    "Its inventory in E.164: a call to one of these numbers goes to this trunk without a route."),
            new Key("trunks.NAME.limits", "map", "none", LIVE, "", "Admission limits of this trunk."),
            new Key(
                    "trunks.NAME.limits.calls",
                    "number, 0 to 1000000",
                    "0",
                    LIVE,
                    "30",
                    "Concurrent calls, both directions together; 0: no limit."),
            new Key(
                    "trunks.NAME.limits.calls-per-second",
                    "number, 0 to 1000000",
                    "0",
                    LIVE,
                    "5",
                    "New calls in a second, both directions together; 0: no limit."),
            new Key(
                    "trunks.NAME.srtp",
                    "off",
                    "off",
                    LIVE,
                    "off",
                    "Media encryption. `optional` and `required` are not served yet."),
            new Key(
                    "trunks.NAME.srtp-keying",
                    "list of sdes, dtls",
                    "none",
                    NOT_YET,
                    "[sdes]",
                    "How SRTP keys are agreed."),
            new Key(
                    "trunks.NAME.media-source",
                    "sdp, address or signalling",
                    "sdp",
                    LIVE,
                    "sdp",
                    "Whose media is believed. `sdp`: exactly the address and port that the SDP names. `address`: that address, any port. `signalling`: also the address that signalling comes from, for peers behind a NAT."
                            + " A loose match is final after 50 packets or 2 s; until then the exact one takes over. Whoever can send from that address first, a neighbour behind the same NAT say, may still have the stream: use `sdp` where it works."),
            new Key(
                    "trunks.NAME.probe",
                    "map, on or off",
                    "on",
                    LIVE,
                    "",
                    "OPTIONS to each peer; a peer that does not answer gets no calls while another one is up."),
            new Key(
                    "trunks.NAME.probe.interval",
                    "duration, 1s to 1h",
                    "60s",
                    LIVE,
                    "30s",
                    "Time between two probes of a peer."),
            new Key(
                    "trunks.NAME.probe.misses",
                    "number, 1 to 100",
                    "3",
                    LIVE,
                    "3",
                    "Unanswered probes in a row that take a peer out of service."),
            new Key(
                    "trunks.NAME.probe.answers",
                    "number, 1 to 100",
                    "1",
                    LIVE,
                    "1",
                    "Answered probes in a row that bring it back."),
            new Key(
                    "routes",
                    "list",
                    "empty",
                    LIVE,
                    "",
                    "The first entry that matches a call decides; a call to a number of a trunk's inventory needs none."),
            new Key("routes[].from", "name of a trunk", "any", LIVE, "acme", "The trunk that the call comes from."),
            new Key(
                    "routes[].number",
                    "number, or its beginning and *",
                    "any",
                    LIVE,
                    "\"+44*\"",
                    "The called number in E.164, or its beginning followed by `*`."),
            new Key(
                    "routes[].to",
                    "name or list of names",
                    "required",
                    LIVE,
                    "carrier",
                    "The trunk that the call goes to; several are tried in this order."),
            new Key("timing", "map", "defaults", LIVE, "", "Timers that are the same for all trunks."),
            new Key(
                    "timing.no-response",
                    "duration, 500ms to 32s",
                    "4s",
                    LIVE,
                    "4s",
                    "A new INVITE without any response moves to the next peer."),
            new Key(
                    "timing.ringing",
                    "duration, 10s to 1h",
                    "3m",
                    LIVE,
                    "3m",
                    "The longest time from INVITE to answer; then the call is cancelled and ends with 408."),
            new Key("timing.call-duration", "duration up to 168h, or off", "12h", LIVE, "4h", "The longest call."),
            new Key(
                    "timing.media-silence",
                    "duration, 10s to 24h, or off",
                    "5m",
                    LIVE,
                    "5m",
                    "A call from which neither RTP nor RTCP comes for so long, in either direction, is ended. A call on hold is not: see the next key."),
            new Key(
                    "timing.dialog-probe",
                    "duration, 1m to 24h, or off",
                    "15m",
                    LIVE,
                    "15m",
                    "While its media cannot tell (hold, or `media-silence: off`), both sides of a call are asked so often by OPTIONS inside their dialogs. One that answers 408 or 481, or not at all, is gone: the call ends."),
            new Key("limits", "map", "defaults", LIVE, "", "Limits of the whole node."),
            new Key("limits.calls", "number, 1 to 1000000", "20000", LIVE, "20000", "The most calls at a time."),
            new Key("relay", "map", "defaults", RESTART, "", "The media relay."),
            new Key(
                    "relay.threads",
                    "number, 1 to 64, or auto",
                    "auto",
                    RESTART,
                    "2",
                    "Threads that move packets. `auto`: one for each processor, 16 at most."),
            new Key(
                    "relay.path",
                    "auto, steered, native or nio",
                    "auto",
                    RESTART,
                    "auto",
                    "How packets are moved. `steered`: one socket for all ports, needs CAP_BPF, CAP_NET_ADMIN and CAP_NET_RAW. `native`: a connected socket for each port. `nio`: the JDK's channels. `auto`: the first of these that works; the log says which."),
            new Key("log", "map", "defaults", LIVE, "", "The log on standard error."),
            new Key(
                    "log.format",
                    "text or json",
                    "text",
                    LIVE,
                    "text",
                    "One line for each event: words, or one JSON object."),
            new Key(
                    "log.level",
                    "error, warn, info or debug",
                    "info",
                    LIVE,
                    "info",
                    "The least severe lines that are written."),
            new Key("admin", "map", "defaults", RESTART, "", "The admin interface (HTTP)."),
            new Key(
                    "admin.address",
                    "loopback address",
                    "127.0.0.1",
                    RESTART,
                    "127.0.0.1",
                    "Where it listens. Other than loopback addresses need TLS and a token, which are not served yet."),
            new Key("admin.port", "port", "8080", RESTART, "8080", "Its port; 0 takes any free port (tests)."));

    private static final Map<String, Map<String, Key>> BY_PARENT = byParent();

    /// The keys that may stand in the mapping at `path`, by name, in the order of the reference.
    static Map<String, Key> children(String path) {
        return BY_PARENT.getOrDefault(path, Map.of());
    }

    private static Map<String, Map<String, Key>> byParent() {
        Map<String, Map<String, Key>> all = new LinkedHashMap<>();
        for (Key key : ALL) {
            all.computeIfAbsent(key.parent(), _ -> new LinkedHashMap<>()).put(key.name(), key);
        }
        return all;
    }
}
