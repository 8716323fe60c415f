package org.demarc.bench.relay;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.demarc.linux.DatagramSocketFd;
import org.demarc.linux.MessageBatch;

/// Drives any relay with G.711 streams, both directions of each call, and reads the CPU time of the relay's process.
///
/// Arguments: `MAPFILE WARM SECONDS PID`. Each line of the map is `ipA portA ipB portB`: where the relay
/// listens for the caller (who sends from 127.0.0.1:40000) and for the callee (127.0.0.1:40002). Prints one
/// line with packets sent and received in the measured seconds, loss and microseconds of CPU for each relayed
/// packet.
public final class Generator {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final int PACKET = 172;
    private static final int BATCH = 256;
    private static final long FRAME = 20_000_000;
    private static final int SLOTS = 20;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final InetSocketAddress[] towards;
    private final DatagramSocketFd[] sockets;
    private final MessageBatch out = new MessageBatch(BATCH, 256);
    private final MessageBatch in = new MessageBatch(BATCH, 256);
    private final int calls;
    private int sequence;
    private long sent;
    private long received;

    private Generator(List<String> map) {
        calls = map.size();
        towards = new InetSocketAddress[2 * calls];
        for (int i = 0; i < calls; i++) {
            String[] part = map.get(i).split(" ", -1);
            towards[2 * i] = new InetSocketAddress(InetAddress.ofLiteral(part[0]), Integer.parseInt(part[1]));
            towards[2 * i + 1] = new InetSocketAddress(InetAddress.ofLiteral(part[2]), Integer.parseInt(part[3]));
        }
        sockets = new DatagramSocketFd[] {socket(40_000), socket(40_002)};
    }

    private static DatagramSocketFd socket(int port) {
        return DatagramSocketFd.bound(new InetSocketAddress(HOST, port)).buffers(8 << 20, 8 << 20);
    }

    public static void main(String[] arguments) throws IOException {
        var generator = new Generator(Files.readAllLines(Path.of(arguments[0])));
        long pid = Long.parseLong(arguments[3]);
        generator.run(Integer.parseInt(arguments[1]));
        long sentBefore = generator.sent;
        long receivedBefore = generator.received;
        double cpuBefore = cpuSeconds(pid);
        generator.run(Integer.parseInt(arguments[2]));
        double used = cpuSeconds(pid) - cpuBefore;
        long sent = generator.sent - sentBefore;
        long received = generator.received - receivedBefore;
        IO.println("calls=%d sent=%d received=%d lost=%.3f%% us_per_packet=%.2f"
                .formatted(
                        generator.calls,
                        sent,
                        received,
                        100.0 * Math.max(0, sent - received) / sent,
                        used * 1e6 / received));
    }

    private void run(int seconds) {
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        long slot = 0;
        for (long next = begin; next < end; next = begin + slot * (FRAME / SLOTS)) {
            while (System.nanoTime() < next) {
                receive();
                LockSupport.parkNanos(100_000);
            }
            sendSlot((int) (slot % SLOTS));
            receive();
            slot++;
        }
        for (int i = 0; i < 100; i++) { // what is still on its way
            LockSupport.parkNanos(1_000_000);
            receive();
        }
    }

    /// The calls of one millisecond: each call has its own, so that packets do not come in bursts of all calls.
    private void sendSlot(int slot) {
        if (slot == 0) sequence++;
        for (int side = 0; side < 2; side++) {
            int n = 0;
            for (int call = slot; call < calls; call += SLOTS) {
                MemorySegment p = out.payload(n);
                p.set(SHORT, 0, (short) 0x8000);
                p.set(SHORT, 2, (short) sequence);
                p.set(INT, 4, sequence * 160);
                p.set(INT, 8, 0x1000_0000 + 2 * call + side);
                out.prepare(n++, PACKET, towards[2 * call + side]);
                if (n == BATCH) n = flush(side, n);
            }
            flush(side, n);
        }
    }

    private int flush(int side, int n) {
        int done = 0;
        while (done < n) {
            int accepted = out.send(sockets[side].fd(), done, n);
            if (accepted <= 0) break;
            done += accepted;
        }
        sent += done;
        return 0;
    }

    private void receive() {
        for (DatagramSocketFd socket : sockets) {
            for (int n = in.receive(socket.fd()); n > 0; n = in.receive(socket.fd())) {
                received += n;
                if (n < BATCH) break;
            }
        }
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }
}
