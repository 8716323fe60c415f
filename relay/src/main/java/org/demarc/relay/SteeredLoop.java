package org.demarc.relay;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.demarc.linux.DatagramSocketFd;
import org.demarc.linux.Epoll;
import org.demarc.linux.Errno;
import org.demarc.linux.EventFd;
import org.demarc.linux.LinuxException;
import org.demarc.linux.PortSteering;
import org.demarc.linux.ReceiveBatch;
import org.demarc.linux.Syscalls;
import org.demarc.linux.UdpPacket;
import org.demarc.media.plane.Family;
import org.demarc.media.sdp.MediaAddress;
import org.jspecify.annotations.Nullable;

/// Packets by one socket for all ports of a family and one raw socket for each address: one system call receives for
/// many calls, another sends. The kernel's table refuses strangers before they take a place in the queue; whoever it
/// let through is looked at here again, since what lies in the queue may be older than what the table says.
///
/// To the careful path, the datagrams of one port in the batch at hand are the queue of its socket.
final class SteeredLoop extends PacketLoop {
    /// Datagrams of one system call.
    static final int BATCH = 64;

    /// Longer packets leave by the port's own socket, which knows the path's MTU and fragments. Every path of IPv6
    /// takes so much; routers fragment IPv4.
    private static final int LONGEST_RAW = 1280 - UdpPacket.HEADROOM;

    private static final int CLOCK_EVERY = 16;

    /// The queue that all ports of a family share; the kernel doubles it. With fifty thousand packets in a second it is
    /// about 0.4 s: what a virtual machine that has just started may need to catch up.
    private static final int RECEIVE_BYTES = 8 << 20;

    private static final int PROBE_MILLIS = 200;
    private static final int PROBE_OCTETS = 160;
    private static final long WAKE = -1;
    private static final int NOT_OURS = -1;

    private final int index;
    private final int dscp;
    private final List<MediaRange> ranges;
    private final Epoll epoll = new Epoll(4);
    private final EventFd wake = new EventFd();
    private @Nullable DatagramSocketFd ipv4;
    private @Nullable DatagramSocketFd ipv6;
    private final List<InetAddress> addresses = new ArrayList<>();
    private final List<Outlet> outlets = new ArrayList<>();
    private final Packet[] packets = new Packet[BATCH];
    private final ReceiveBatch batch;

    /// Of the batch at hand: whose each datagram is, `NOT_OURS` once it was taken; where we are; where it ends.
    private final int[] slots = new int[BATCH];

    private int at;
    private int end;
    long warmth; // a sum that nobody asks for: what is read must go somewhere
    private @Nullable PortSteering steering;
    private volatile boolean stopping;

    private SteeredLoop(Clock clock, List<MediaRange> ranges, int index, int dscp) {
        super(clock, MediaRange.slots(ranges, index));
        this.index = index;
        this.dscp = dscp;
        this.ranges = ranges;
        var memory = ByteBuffer.allocateDirect(BATCH * Packet.ROOM);
        var buffers = new ArrayList<MemorySegment>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            packets[i] = new Packet(memory.slice(i * Packet.ROOM, Packet.ROOM), true);
            buffers.add(packets[i].bytes);
        }
        batch = new ReceiveBatch(buffers);
        epoll.add(wake.fd(), Epoll.IN, WAKE);
    }

    /// Opens the sockets; what was opened before a failure is closed by `close`.
    private void openSockets() {
        ipv4 = receiver(Family.IPV4);
        ipv6 = receiver(Family.IPV6);
        for (var range : ranges) {
            if (addresses.contains(range.address)) continue;
            addresses.add(range.address);
            outlets.add(new Outlet(range.address, dscp, BATCH));
        }
    }

    /// The socket that receives for a family; null where there is no port of it. Nobody else can reach it by itself:
    /// it is bound on loopback.
    private @Nullable DatagramSocketFd receiver(Family family) {
        boolean needed = false;
        for (var range : ranges) needed |= range.family() == family;
        if (!needed) return null;
        boolean six = family == Family.IPV6;
        var socket = DatagramSocketFd.bound(new InetSocketAddress(InetAddress.ofLiteral(six ? "::1" : "127.0.0.1"), 0));
        Syscalls.setsockopt(socket.fd(), Syscalls.SOL_SOCKET, Syscalls.SO_RCVBUFFORCE, RECEIVE_BYTES);
        int told = ReceiveBatch.tellDestinations(socket.fd(), six);
        if (told < 0) {
            socket.close();
            throw new LinuxException("original destinations", told);
        }
        epoll.add(socket.fd(), Epoll.IN, socket.fd());
        return socket;
    }

    /// One loop for each thread, tried with a datagram at each address.
    ///
    /// @throws LinuxException when the kernel does not let us, or cannot
    static Loops open(RelayConfig config, List<MediaRange> ranges, Clock clock) {
        var loops = new SteeredLoop[config.threads()];
        PortSteering steering = null;
        try {
            for (int i = 0; i < loops.length; i++) {
                loops[i] = new SteeredLoop(clock, ranges, i, config.dscp());
                loops[i].openSockets();
            }
            steering = steer(loops, ranges);
            for (var loop : loops) loop.steering = steering;
            for (var range : ranges) loops[0].probe(range);
            return new Loops(PacketPath.STEERED, "", loops, steering);
        } catch (LinuxException e) {
            if (steering != null) steering.close();
            for (var loop : loops) if (loop != null) loop.close();
            throw e;
        }
    }

    private static PortSteering steer(SteeredLoop[] loops, List<MediaRange> ranges) {
        var sockets = new ArrayList<Integer>();
        for (var loop : loops) if (loop.ipv4 != null) sockets.add(loop.ipv4.fd());
        int firstIpv6 = sockets.size();
        for (var loop : loops) if (loop.ipv6 != null) sockets.add(loop.ipv6.fd());
        var steered = new ArrayList<PortSteering.Range>();
        for (var range : ranges) {
            int socket = range.family() == Family.IPV6 ? firstIpv6 : 0;
            steered.add(new PortSteering.Range(range.address, range.firstPort, 2 * range.pairs, range.before, socket));
        }
        return PortSteering.open(steered, loops.length, sockets);
    }

    /// Sends a datagram from the first port of the range to the second, all the way: whether it arrives is the answer
    /// to what a firewall, a security module or the kernel have against it.
    private void probe(MediaRange range) {
        var table = requireNonNull(steering);
        int to = range.before + 1;
        var source = Endpoint.of(range.address, range.firstPort);
        var target = Endpoint.of(range.address, range.firstPort + 1);
        table.only(to, source.high(), source.low(), source.port());
        packet.length = PROBE_OCTETS;
        var outlet = outlets.get(addresses.indexOf(range.address));
        outlet.add(packet, source, target, null);
        int failure = outlet.flush(this);
        boolean arrived = false;
        long last = clock.millis() + PROBE_MILLIS;
        while (failure == 0 && !arrived && clock.millis() < last) {
            epoll.await(PROBE_MILLIS);
            int received = batch.receive(receiver(range).fd());
            for (int i = 0; i < received; i++)
                arrived |= batch.length(i) == PROBE_OCTETS
                        && batch.hasDestination(i)
                        && target.is(batch.destinationHigh(i), batch.destinationLow(i), batch.destinationPort(i))
                        && source.is(batch.sourceHigh(i), batch.sourceLow(i), batch.sourcePort(i));
        }
        table.unused(to);
        String what = "a probe at " + MediaAddress.literal(range.address);
        if (failure != 0) throw new LinuxException(what + " did not leave", failure);
        if (!arrived) throw new LinuxException(what + " did not arrive", Errno.ETIMEDOUT);
    }

    private DatagramSocketFd receiver(MediaRange range) {
        return requireNonNull(range.family() == Family.IPV6 ? ipv6 : ipv4);
    }

    @Override
    @Nullable
    Line bind(InetSocketAddress here) {
        for (var range : ranges) {
            if (!range.address.equals(here.getAddress()) || !range.holds(here.getPort())) continue;
            int entry = range.before + here.getPort() - range.firstPort;
            int address = addresses.indexOf(range.address);
            return SteeredLine.open(this, here, dscp, address, requireNonNull(steering), entry);
        }
        throw new IllegalArgumentException("no media port: " + here);
    }

    @Override
    boolean watch(Line line, int slot) {
        ((SteeredLine) line).slot = slot;
        return true;
    }

    @Override
    boolean stopping() {
        return stopping;
    }

    @Override
    void turn() {
        end = 0; // what a turn that failed had still to do is lost
        int found = epoll.await(-1);
        begin();
        for (int i = 0; i < found; i++) {
            long data = epoll.data(i);
            if (data == WAKE) wake.drain();
            else read((int) data);
        }
        end();
    }

    /// Takes one batch from each socket.
    void readAll() {
        if (ipv4 != null) read(ipv4.fd());
        if (ipv6 != null) read(ipv6.fd());
    }

    /// Takes a batch from a socket and relays it.
    private void read(int fd) {
        int received = batch.receive(fd);
        if (received <= 0) return;
        for (int i = 0; i < received; i++) {
            int slot = slot(i);
            slots[i] = slot;
            if (slot != NOT_OURS) readAhead(slot);
        }
        end = received;
        long micros = clock.micros();
        for (at = 0; at < end; at++) {
            if (at % CLOCK_EVERY == CLOCK_EVERY - 1) micros = clock.micros();
            int slot = slots[at];
            if (slot == NOT_OURS) continue;
            try {
                handle(slot, micros);
            } catch (RuntimeException e) {
                fault(e);
            }
        }
        end = 0;
        for (var outlet : outlets) outlet.flush(this);
    }

    /// Touches what the packet will need. Here the waits for memory of many packets overlap; later each would have its
    /// own.
    private void readAhead(int slot) {
        var stream = streams.getAcquire(slot);
        if (stream == null) return;
        var shortcut = stream.shortcut;
        if (shortcut != null) warmth += shortcut.toPort + shortcut.out.warmth() + stream.warmth();
    }

    private int slot(int i) {
        if (batch.hasDestination(i)) {
            long high = batch.destinationHigh(i);
            long low = batch.destinationLow(i);
            int port = batch.destinationPort(i);
            for (var range : ranges) if (range.holds(high, low, port)) return range.slot(index, port);
        }
        return NOT_OURS;
    }

    private void handle(int slot, long micros) {
        var stream = streams.getAcquire(slot);
        if (stream == null) return; // its call has just ended
        var shortcut = stream.shortcut;
        if (shortcut != null && shortcut.in == stream.aim()) {
            var datagram = packets[at];
            take(at, datagram);
            if (shortcut.isFrom(datagram)) {
                settled((RtpStream) stream, shortcut, datagram, micros);
                return;
            }
            slots[at] = slot; // not taken after all
        }
        careful(stream, micros);
    }

    private void settled(RtpStream stream, Shortcut shortcut, Packet datagram, long micros) {
        if (!stream.valid(datagram)) {
            stream.malformed++;
            return;
        }
        stream.reception.count(datagram.bytes, datagram.length, micros);
        if (!shortcut.maySend) return;
        var out = shortcut.out;
        if (stream.target() != out || out.aim() != shortcut.outAim || datagram.length > LONGEST_RAW) {
            forward(stream, datagram, micros);
            return;
        }
        var outlet = shortcut.outlet;
        outlet.add(datagram, shortcut);
        if (outlet.full()) outlet.flush(this);
    }

    /// Makes `datagram` know what number `i` of the batch is; nobody else takes it.
    private void take(int i, Packet datagram) {
        slots[i] = NOT_OURS;
        datagram.length = batch.length(i);
        datagram.high = batch.sourceHigh(i);
        datagram.low = batch.sourceLow(i);
        datagram.port = batch.sourcePort(i);
    }

    /// Copies the next datagram of that slot in the batch at hand; false when there is none.
    boolean next(int slot, Packet into) {
        for (int i = at; i < end; i++) {
            if (slots[i] != slot) continue;
            take(i, packets[i]);
            into.copyFrom(packets[i]);
            return true;
        }
        return false;
    }

    @Override
    void leave(Stream out, Aim aim, Endpoint target, Packet from, long micros) {
        var line = (SteeredLine) out.line;
        out.leaves(from, micros);
        var outlet = outlets.get(line.address);
        if (from.length > LONGEST_RAW) {
            outlet.flush(this); // in order
            if (line.sendTo(from, target)) out.countSent(this);
            return;
        }
        outlet.add(from, line.own, target, out);
        if (!from.ofBatch || outlet.full()) outlet.flush(this);
    }

    @Override
    boolean settles(Stream stream) {
        return false;
    }

    @Override
    void way(Stream stream, Stream out, Aim aim, Endpoint target) {
        var in = stream.aim();
        if (stream instanceof RtpStream && in.locked() && !in.onTrial())
            stream.shortcut = new Shortcut(in, out, aim, target, outlets.get(((SteeredLine) out.line).address));
    }

    @Override
    void stop() {
        stopping = true;
        wake.signal();
    }

    @Override
    void close() {
        epoll.close();
        wake.close();
        if (ipv4 != null) ipv4.close();
        if (ipv6 != null) ipv6.close();
        for (var outlet : outlets) outlet.close();
        batch.close();
    }
}
