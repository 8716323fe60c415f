package org.demarc.net;

import java.net.InetSocketAddress;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Sender.SendFailure;
import org.jspecify.annotations.Nullable;

/// Before a lane serves.
final class NoSink implements Datagrams.Sink {
    @Override
    public void datagram(byte[] octets, Flow flow) {}

    @Override
    public void binding(byte[] octets, Flow flow) {}

    @Override
    public boolean isKnown(Flow flow) {
        return false;
    }

    @Override
    public boolean readsAll(Flow flow) {
        return false;
    }

    @Override
    public boolean reads(Flow flow, byte[] begin, int length) {
        return false;
    }

    @Override
    public void ignored(boolean keepAlive) {}

    @Override
    public void sent(int count, long octets) {}

    @Override
    public void undelivered(Flow flow, @Nullable SendFailure failure, Loss loss, String why) {}

    @Override
    public void unreachable(InetSocketAddress remote, String why, byte[] quoted) {}
}
