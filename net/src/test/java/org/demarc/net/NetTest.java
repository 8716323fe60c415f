package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.demarc.sim.Ipv6;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetTest {
    private static final InetAddress LOOPBACK = TestNet.address("127.0.0.1");

    private static NetConfig config(int lanes, boolean systemCalls, InetAddress address, int udp, int tcp) {
        var network = NetConfig.Network.of("outside", List.of(address), OptionalInt.of(udp), OptionalInt.of(tcp));
        return NetConfig.of(lanes, List.of(network)).withSystemCalls(systemCalls);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "3, true", "3, false"})
    void aTakenUdpPortIsOneClearLineAndNothingStaysOpen(int lanes, boolean systemCalls) throws IOException {
        try (var taken = new DatagramSocket(0, LOOPBACK)) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> Net.bind(config(lanes, systemCalls, LOOPBACK, port, 0)))
                    .isInstanceOf(CannotBind.class)
                    .hasMessage("cannot listen on udp 127.0.0.1:" + port + " (network outside): address already in use;"
                            + " stop the program that has it, or choose another port");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asecondNodeWithLanesDoesNotShareThePort(boolean systemCalls) {
        try (var first = Net.bind(config(2, systemCalls, LOOPBACK, 0, 0))) {
            int port = first.listeningPoints().getFirst().local().getPort();
            assertThatThrownBy(() -> Net.bind(config(2, systemCalls, LOOPBACK, port, 0)))
                    .isInstanceOf(CannotBind.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTakenTcpPortClosesWhatWasOpenedBefore(boolean systemCalls) throws IOException {
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> Net.bind(config(1, systemCalls, LOOPBACK, port, port)))
                    .isInstanceOf(CannotBind.class)
                    .hasMessageStartingWith("cannot listen on tcp 127.0.0.1:" + port + " (network outside): address"
                            + " already in use");
            new DatagramSocket(port, LOOPBACK).close(); // free again
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressThatIsNotOursIsOneClearLine(boolean systemCalls) {
        assertThatThrownBy(() -> Net.bind(config(1, systemCalls, TestNet.address("192.0.2.1"), 0, 0)))
                .isInstanceOf(CannotBind.class)
                .hasMessage("cannot listen on udp 192.0.2.1:0 (network outside): not an address of this machine;"
                        + " correct the addresses of network outside");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void tooLittleMemoryForTheLanesIsOneClearLineAndNothingStaysOpen() throws Exception {
        String command = ProcessHandle.current().info().command().orElse("java");
        var process = new ProcessBuilder(
                        command,
                        "-XX:MaxDirectMemorySize=1m",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyLanes.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(said).startsWith("not enough memory for the buffers of 64 lanes: lower 'lanes'");
    }

    /// Tries to open more than its virtual machine has room for. By NIO, whose buffers alone count against that bound.
    static final class ManyLanes {
        private ManyLanes() {}

        static void main() throws IOException {
            try (var net = Net.bind(config(64, false, LOOPBACK, 0, 0))) {
                say("bound " + net.listeningPoints().size());
            } catch (CannotBind e) {
                say(String.valueOf(e.getMessage()));
            }
        }

        private static void say(String what) throws IOException {
            try (var out = new java.io.FileOutputStream(java.io.FileDescriptor.out)) {
                out.write(what.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }

    /// Proves NAT-008, IP6-003.
    @Test
    void bothFamiliesShareAPortAndAdvertiseTheirOwnHosts() {
        Ipv6.assume();
        var network = new NetConfig.Network(
                "outside",
                List.of(LOOPBACK, TestNet.address("::1")),
                Optional.of("198.51.100.9"),
                Optional.of("2001:db8::9"),
                OptionalInt.of(0),
                OptionalInt.empty());
        try (var net = Net.bind(NetConfig.of(1, List.of(network)))) {
            var points = net.listeningPoints();
            assertThat(points).hasSize(2);
            assertThat(points.get(0).sentBy())
                    .isEqualTo("198.51.100.9:" + points.get(0).local().getPort());
            assertThat(points.get(1).sentBy())
                    .isEqualTo("[2001:db8::9]:" + points.get(1).local().getPort());
        }
    }

    @Test
    void everyAddressWithoutAHostToAdvertiseIsRefused() {
        assertThatThrownBy(() -> NetConfig.Network.of(
                        "outside", List.of(TestNet.address("0.0.0.0")), OptionalInt.of(0), OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("advertise");
    }

    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterStopNoThreadAndNoDescriptorIsLeft(boolean systemCalls) throws IOException {
        cycle(systemCalls); // loads classes, which keeps some descriptors of the JVM
        long before = descriptors();
        for (int i = 0; i < 5; i++) cycle(systemCalls);
        assertThat(descriptors()).isLessThanOrEqualTo(before);
        for (var thread : Thread.getAllStackTraces().entrySet()) {
            assertThat(thread.getKey().getName())
                    .as("%s", List.of(thread.getValue()))
                    .doesNotStartWith("demarc-lane");
        }
    }

    private static void cycle(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(3, systemCalls, "127.0.0.1"));
                var udp = new TestNet.Peer("127.0.0.1");
                var tcp = new TcpPeer(net.at(Transport.TCP));
                var half = new TcpPeer(net.at(Transport.TCP))) {
            udp.send(Texts.fresh("OPTIONS", "u"), net.at(Transport.UDP));
            udp.receive();
            half.send("OPTIONS sip:half");
            tcp.send(Texts.fresh("OPTIONS", "t"));
            tcp.receive();
            var lane = net.net.lanes().getFirst();
            net.net.stop();
            assertThat(lane.execute(() -> {})).isFalse();
            assertThat(net.net.statistics().connections()).isZero();
        }
    }

    private static long descriptors() throws IOException {
        try (var list = Files.list(Path.of("/proc/self/fd"))) {
            return list.count();
        }
    }
}
