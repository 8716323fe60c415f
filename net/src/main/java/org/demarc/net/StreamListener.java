package org.demarc.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A listening socket of a stream transport.
final class StreamListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamListener.class);
    private static final int WAITING = 1024; // connections the kernel completes before we take them
    private static final long AFTER_FAILURE = 100_000_000L; // nanoseconds; out of descriptors, usually

    private final ServerSocketChannel channel;
    private final InetSocketAddress local;
    private final RepeatLog failures = new RepeatLog(LOG);

    private StreamListener(ServerSocketChannel channel, InetSocketAddress local) {
        this.channel = channel;
        this.local = local;
    }

    static StreamListener bind(InetSocketAddress address) throws IOException {
        // Of the address's own family: an IPv4 network must not be reached by IPv6.
        boolean ipv6 = address.getAddress() instanceof Inet6Address;
        var channel = ServerSocketChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, WAITING);
            return new StreamListener(channel, (InetSocketAddress) channel.getLocalAddress());
        } catch (IOException | RuntimeException e) {
            Closing.quietly(channel);
            throw e;
        }
    }

    InetSocketAddress local() {
        return local;
    }

    /// Accepts until it is closed. Runs on a thread of its own.
    void accept(Consumer<Socket> taker) {
        while (channel.isOpen()) {
            try {
                taker.accept(channel.accept().socket());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException | RuntimeException e) {
                failures.warn(() ->
                        "event=accept-failed local=" + ListeningPoint.text(local) + " why=\"" + LogText.of(e) + "\"");
                LockSupport.parkNanos(AFTER_FAILURE);
            }
        }
    }

    @Override
    public void close() {
        Closing.quietly(channel);
    }
}
