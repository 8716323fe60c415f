package org.demarc.net;

import org.demarc.net.StreamConnection.Outgoing;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.StreamDecoder;
import org.demarc.sip.message.Limits;
import org.jspecify.annotations.Nullable;

/// Content-Length and CRLF: RFC 3261 section 18.3, RFC 5626 sections 3.5.1 and 4.4.1.
final class SipFraming implements Framing {
    private final StreamDecoder decoder;

    SipFraming(Limits limits) {
        decoder = new StreamDecoder(limits);
    }

    @Override
    public void feed(byte[] octets, int from, int length) {
        decoder.feed(octets, from, length);
    }

    @Override
    public Decoded next() {
        return decoder.next();
    }

    @Override
    public boolean isBroken() {
        return decoder.broken();
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public int kept() {
        return decoder.kept();
    }

    @Override
    public Outgoing answer() {
        return Outgoing.PONG;
    }

    @Override
    public Outgoing ping() {
        return Outgoing.PING;
    }

    @Override
    public boolean wraps() {
        return false;
    }

    @Override
    public byte[] wrapped(byte[] octets, int length) {
        throw new UnsupportedOperationException("a message goes out as it stands");
    }

    @Override
    public byte @Nullable [] goodbye() {
        return null;
    }
}
