package org.demarc.relay;

import org.demarc.relay.rtp.Reports;

/// The RTCP socket of a port. Direction attributes do not stop RTCP (RFC 3264 section 5.1).
final class RtcpStream extends Stream {
    final Reports reports = new Reports();

    RtcpStream(Line line) {
        super(line);
    }

    @Override
    boolean valid(Packet packet) {
        return packet.length <= Packet.LIMIT && Reports.valid(packet.bytes, packet.length);
    }

    @Override
    boolean count(Packet packet, long micros, Aim under) {
        reports.arrived(packet.bytes, packet.length, micros);
        return true;
    }

    @Override
    void leaves(Packet packet, long micros) {
        reports.leaves(packet.bytes, packet.length, micros);
    }
}
