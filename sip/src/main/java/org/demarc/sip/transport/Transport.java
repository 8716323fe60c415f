package org.demarc.sip.transport;

import org.jspecify.annotations.Nullable;

/// A transport protocol of RFC 3261 section 18 and RFC 7118.
public enum Transport {
    UDP("UDP", "udp", false, false, 5060),
    TCP("TCP", "tcp", true, false, 5060),
    TLS("TLS", "tls", true, true, 5061),
    WS("WS", "ws", true, false, 80),
    WSS("WSS", "wss", true, true, 443);

    private final String viaToken;
    private final String parameter;
    private final boolean reliable;
    private final boolean secure;
    private final int defaultPort;

    Transport(String viaToken, String parameter, boolean reliable, boolean secure, int defaultPort) {
        this.viaToken = viaToken;
        this.parameter = parameter;
        this.reliable = reliable;
        this.secure = secure;
        this.defaultPort = defaultPort;
    }

    /// The token in a Via: `SIP/2.0/TOKEN`.
    public String viaToken() {
        return viaToken;
    }

    /// The value of the URI parameter `transport`.
    public String parameter() {
        return parameter;
    }

    /// True where the transport itself repairs loss, so that transactions do not retransmit.
    public boolean reliable() {
        return reliable;
    }

    /// True for transports inside TLS.
    public boolean secure() {
        return secure;
    }

    /// The port meant by a URI or a Via without one.
    public int defaultPort() {
        return defaultPort;
    }

    /// The transport of a URI parameter or Via token in any case; null for one that we do not know.
    public static @Nullable Transport of(String token) {
        for (Transport t : values()) {
            if (t.parameter.equalsIgnoreCase(token)) return t;
        }
        return null;
    }
}
