package org.demarc.interop.harness;

/// Session descriptions as SIPp writes them: audio in PCMU with telephone events, on SIPp's own media address.
public final class Sdp {
    /// The port that SIPp's `-rtp_echo` answers on.
    private static final String ECHO_PORT = "[media_port]";
    /// The port that SIPp's `rtp_stream` sends from.
    private static final String STREAM_PORT = "[rtpstream_audio_port+0]";

    private Sdp() {}

    /// The first description of a side.
    public static String first() {
        return of(1, "sendrecv");
    }

    /// A later description of the same session.
    ///
    /// @param version of the `o=` line
    /// @param direction sendrecv, sendonly, recvonly or inactive
    public static String of(int version, String direction) {
        return text(version, ECHO_PORT, "[media_ip]", "IP[media_ip_type]", direction);
    }

    /// A side that plays a file.
    public static String streaming() {
        return text(1, STREAM_PORT, "[media_ip]", "IP[media_ip_type]", "sendrecv");
    }

    /// On hold as RFC 2543 had it: the connection address 0.0.0.0.
    public static String heldByAddress(int version) {
        return text(version, ECHO_PORT, "0.0.0.0", "IP4", "sendrecv");
    }

    private static String text(int version, String port, String address, String type, String direction) {
        return """
                v=0
                o=sipp 4711 %d IN IP[media_ip_type] [media_ip]
                s=-
                c=IN %s %s
                t=0 0
                m=audio %s RTP/AVP 0 101
                a=rtpmap:0 PCMU/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-15
                a=ptime:20
                a=%s
                """.formatted(version, type, address, port, direction);
    }
}
