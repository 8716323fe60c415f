package org.demarc.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Sender.SendFailure;
import org.jspecify.annotations.Nullable;

/// The UDP sockets of one lane, and what the lane sleeps on. First `bind` for each listening point, in order,
/// then `serve`; from then on all but `wake` belongs to the lane's thread.
interface Datagrams extends AutoCloseable {
    /// Messages that may wait for room in a socket's buffer; more are reported as undelivered.
    int OVERFLOW = 1024;

    /// The shortest SIP message is longer; what is shorter keeps a NAT binding open.
    int SHORTEST = 16;

    /// Room that is asked for in each socket's buffers, in octets.
    int SOCKET_BUFFER = 4 << 20;

    /// What becomes of datagrams.
    interface Sink {
        /// A datagram that may be a message. The array is the sink's, of exactly this length.
        void datagram(byte[] octets, Flow flow);

        /// A datagram that may be a request of STUN. The array is the sink's.
        void binding(byte[] octets, Flow flow);

        /// Whether calls come from there: then each datagram is read, and its flow is worth remembering.
        boolean isKnown(Flow flow);

        /// Whether anybody else is read there, whatever he sends.
        boolean readsAll(Flow flow);

        /// Else: whether this datagram is read. One that is not is counted with this question.
        ///
        /// @param begin its first octets, `length` of them; not to be kept
        boolean reads(Flow flow, byte[] begin, int length);

        /// A datagram that can be none.
        void ignored(boolean keepAlive);

        /// `count` datagrams left.
        void sent(int count, long octets);

        /// One did not. `why` is for people.
        void undelivered(Flow flow, @Nullable SendFailure failure, Loss loss, String why);

        /// The network says that a datagram did not reach `remote`.
        ///
        /// @param quoted the first octets of the datagram, as the network gave them back; whoever can send us
        ///     datagrams can invent this
        void unreachable(InetSocketAddress remote, String why, byte[] quoted);
    }

    /// Opens a socket; port 0 takes any free one.
    ///
    /// @param shared whether other lanes bind the same address
    /// @return the address with its real port
    InetSocketAddress bind(InetSocketAddress address, boolean shared) throws IOException;

    /// Names what the sockets, in the order they were bound, stand for.
    void serve(List<ListeningPoint> points, Sink sink);

    /// Waits for a datagram or a wake-up.
    ///
    /// @param millis 0 only looks
    void await(long millis);

    /// Ends an `await`, this one or the next. Any thread.
    void wake();

    /// Hands over what has come, some hundred datagrams at most. Answers whether there may be more now.
    boolean receive();

    /// Sends now or with the next `flush`.
    void send(byte[] octets, int length, Flow flow, @Nullable SendFailure failure);

    /// Lets go of everything collected. Answers whether something still waits for room.
    boolean flush();

    @Override
    void close();

    /// Neither a message (its first octet would be a printable character, or a line end before it) nor worth
    /// a look.
    static boolean isNoMessage(int length, byte first) {
        return length < SHORTEST || (first <= ' ' && first != '\r' && first != '\n') || first == 0x7f;
    }

    /// Perhaps a Binding request of STUN, or the answer to one, whose first octet no message has: RFC 5626 section 8,
    /// RFC 8489
    /// section 5.
    static boolean mayBeBinding(int length, byte first) {
        return (first == 0 || first == 1) && length >= 20 && length <= 548 && (length & 3) == 0;
    }
}
