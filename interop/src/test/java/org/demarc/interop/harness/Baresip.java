package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A baresip softphone on 127.0.0.1 that plays a file into its calls, hangs up at the file's end, and records what it
/// hears. It lives on 127.0.0.1 because that is where the kernel lets its RTP come from.
public final class Baresip implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
    private static final String MODULES = "/usr/lib/baresip/modules";

    private final Child child;
    private final Path home;
    private final InetSocketAddress control;

    private Baresip(Child child, Path home, InetSocketAddress control) {
        this.child = child;
        this.home = home;
        this.control = control;
    }

    /// Starts a phone that answers every call at once.
    ///
    /// @param port its SIP port on 127.0.0.1
    /// @param account the user part of its address
    /// @param proxy where its calls go
    /// @param playing what it says
    public static Baresip start(
            Stage stage, String name, int port, String account, InetSocketAddress proxy, Audio playing) {
        Path home = stage.directory().resolve(name);
        InetSocketAddress control =
                new InetSocketAddress(InetAddress.ofLiteral(stage.place().host(40)), port);
        Path wav = home.resolve("playing.wav");
        String to = proxy.getAddress().getHostAddress() + ":" + proxy.getPort();
        try {
            Files.createDirectories(home.resolve("recorded"));
            Files.writeString(home.resolve("config"), """
                    module_path %s
                    sip_listen 127.0.0.1:%d
                    net_interface 127.0.0.1
                    rtp_ports 10000-19999
                    audio_path %s
                    audio_source aufile,%s
                    audio_player none,none
                    audio_alert none,none
                    ausrc_srate 8000
                    auplay_srate 8000
                    ausrc_channels 1
                    auplay_channels 1
                    jitter_buffer_delay 2-10
                    snd_path %s
                    ctrl_tcp_listen %s:%d
                    module g711.so
                    module aufile.so
                    module sndfile.so
                    module_tmp uuid.so
                    module_tmp account.so
                    module_app menu.so
                    module_app ctrl_tcp.so
                    """.formatted(
                            MODULES,
                            port,
                            home,
                            wav,
                            name + "/recorded", // it cuts file names of more than 128 characters
                            control.getAddress().getHostAddress(),
                            control.getPort()));
            Files.writeString(
                    home.resolve("accounts"),
                    "<sip:" + account + "@127.0.0.1:" + port
                            + ">;regint=0;audio_codecs=pcmu;answermode=auto;outbound=\"sip:" + to + "\"\n");
            Files.writeString(home.resolve("contacts"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        playing.write(wav);
        List<String> command = List.of(Tool.BARESIP.path(), "-4", "-v", "-f", home.toString());
        Child child = Child.start(name, stage.directory(), command, Map.of());
        Baresip phone = stage.closing(new Baresip(child, home, control));
        Await.until(
                READY_WITHIN,
                () -> name + " listens; " + child.tail(),
                () -> (Sockets.udp(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))
                                && Sockets.tcp(control))
                        || !child.alive());
        if (!child.alive()) throw new AssertionError(name + " ended at once; " + child.tail());
        return phone;
    }

    /// Gives it a command of its menu, as `dial sip:...`, `hold`, `resume`, `hangup`; returns when it has taken it.
    public void tell(String command, String parameters) {
        String json = "{\"command\":\"" + command + "\",\"params\":\"" + parameters + "\",\"token\":\"t\"}";
        String netstring = json.length() + ":" + json + ",";
        try (Socket socket = new Socket(control.getAddress(), control.getPort())) {
            socket.setSoTimeout((int) ANSWERED_WITHIN.toMillis());
            socket.getOutputStream().write(netstring.getBytes(StandardCharsets.US_ASCII));
            StringBuilder heard = new StringBuilder();
            byte[] buffer = new byte[4_096];
            while (!heard.toString().contains("\"response\":true")) {
                int n = socket.getInputStream().read(buffer);
                if (n < 0) throw new AssertionError(child.name() + " closed its control port: " + heard);
                heard.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
            if (!heard.toString().contains("\"ok\":true")) {
                throw new AssertionError(child.name() + " did not take '" + command + "': " + heard);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it has heard in its only call.
    public Audio heard() {
        try (Stream<Path> files = Files.list(home.resolve("recorded"))) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith("-dec.wav")).toList();
            if (all.size() != 1) throw new AssertionError("one recording expected, not " + all + "; " + child.tail());
            return Audio.read(all.getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
