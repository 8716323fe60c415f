package org.demarc.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/// Packets by the JDK's selector: the same behaviour everywhere, on the careful path only.
final class NioLoop extends PacketLoop {
    private final int dscp;
    private final Selector selector;
    private volatile boolean stopping;

    NioLoop(Clock clock, int slots, int dscp) {
        super(clock, slots);
        this.dscp = dscp;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new RelayException("cannot open a selector: " + e.getMessage(), e);
        }
    }

    @Override
    @Nullable
    Line bind(InetSocketAddress address) {
        return NioLine.open(this, address, dscp);
    }

    @Override
    boolean watch(Line line, int slot) {
        boolean watched = ((NioLine) line).watch(selector, slot);
        selector.wakeup();
        return watched;
    }

    @Override
    boolean stopping() {
        return stopping;
    }

    @Override
    void turn() {
        try {
            selector.select();
        } catch (IOException e) {
            throw new IllegalStateException("select failed", e);
        }
        begin();
        long micros = clock.micros();
        var keys = selector.selectedKeys();
        for (var key : keys) handle(key, micros);
        keys.clear();
        end();
    }

    private void handle(SelectionKey key, long micros) {
        try {
            var stream = streams.getAcquire((Integer) key.attachment());
            if (stream == null) NioLine.receive((DatagramChannel) key.channel(), packet);
            else careful(stream, micros);
        } catch (CancelledKeyException e) {
            // closed meanwhile
        } catch (RuntimeException e) {
            fault(e);
        }
    }

    @Override
    boolean settles(Stream stream) {
        return false;
    }

    @Override
    void way(Stream stream, Stream out, Aim aim, Endpoint target) {}

    void wake() {
        selector.wakeup();
    }

    @Override
    void stop() {
        stopping = true;
        wake();
    }

    @Override
    void close() {
        try {
            selector.close();
        } catch (IOException e) {
            // closed enough
        }
    }
}
