package org.demarc.edge.world;

import java.nio.charset.StandardCharsets;
import org.demarc.sim.Gen;

/// What somebody sends whom no trunk explains.
final class Stranger {
    private Stranger() {}

    static byte[] message(Gen gen, Zone zone) {
        String method = gen.pick("INVITE", "OPTIONS", "REGISTER", "BYE", "CANCEL", "ACK", "UPDATE", "MESSAGE", "FOO");
        String toTag = gen.flip() ? ";tag=d00" + gen.string("0123456789abcdef", 13, 13) : "";
        String edge = VirtualSender.text(zone.edge());
        return switch (gen.below(5)) {
            case 0 -> gen.bytes(0, 200);
            case 1 ->
                ("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP " + edge + ";branch=z9hG4bK.00" + gen.digits(8, 13)
                                + "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: d00x\r\nCSeq: 1 INVITE\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8);
            case 2 -> (method + " sip:" + edge + " SIP/2.0\r\nVia: rubbish\r\n\r\n").getBytes(StandardCharsets.UTF_8);
            default ->
                (method + " sip:+12145550000@" + edge + " SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK"
                                + gen.digits(4, 9)
                                + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:x@192.0.2.1>;tag=x1\r\nTo: <sip:+12145550000@"
                                + edge + ">" + toTag + "\r\nCall-ID: " + gen.digits(5, 10) + "\r\nCSeq: 1 " + method
                                + "\r\nContact: <sip:x@192.0.2.1>\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        };
    }
}
