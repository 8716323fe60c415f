package org.demarc.relay;

import org.demarc.relay.rtp.Reception;
import org.demarc.relay.rtp.Rtp;

/// The RTP socket of a port.
final class RtpStream extends Stream {
    final Reception reception = new Reception();

    RtpStream(Line line) {
        super(line);
    }

    @Override
    boolean valid(Packet packet) {
        return packet.length <= Packet.LIMIT && Rtp.valid(packet.bytes, packet.length);
    }

    @Override
    boolean count(Packet packet, long micros, Aim under) {
        reception.count(packet.bytes, packet.length, micros);
        return under.maySend;
    }

    @Override
    void leaves(Packet packet, long micros) {}

    @Override
    long warmth() {
        return super.warmth() + reception.octets();
    }
}
