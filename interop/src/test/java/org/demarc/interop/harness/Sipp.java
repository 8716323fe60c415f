package org.demarc.interop.harness;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A SIPp process that plays one scenario, on an address of its own.
public final class Sipp implements AutoCloseable {
    private static final Duration BOUND_WITHIN = Duration.ofSeconds(10);
    private static final Duration DONE_WITHIN = Duration.ofSeconds(60);

    private final Child child;
    private final Path directory;

    private Sipp(Child child, Path directory) {
        this.child = child;
        this.directory = directory;
    }

    /// What is to be played, and how.
    public static final class Plan {
        private final Stage stage;
        private final String name;
        private final Scenario scenario;
        private final InetSocketAddress local;
        private final List<String> options = new ArrayList<>();
        private @Nullable InetSocketAddress remote;
        private int calls = 1;
        private boolean tcp;
        private @Nullable Namespace host;

        private Plan(Stage stage, String name, Scenario scenario, InetSocketAddress local) {
            this.stage = stage;
            this.name = name;
            this.scenario = scenario;
            this.local = local;
        }

        public Plan tcp() {
            tcp = true;
            return this;
        }

        /// On a host of its own.
        public Plan in(Namespace other) {
            host = other;
            return this;
        }

        /// So many calls, one after the other or at a rate that an option gives.
        public Plan calls(int n) {
            calls = n;
            return this;
        }

        public Plan option(String... words) {
            options.addAll(List.of(words));
            return this;
        }

        /// Starts the side that waits for calls; returns when its port is open.
        public Sipp listen() {
            return start(true);
        }

        /// Starts the side that calls.
        public Sipp call(InetSocketAddress to) {
            remote = to;
            return start(false);
        }

        private Sipp start(boolean waiting) {
            Path xml = stage.directory().resolve(name + ".xml");
            Node.write(xml, scenario.xml());
            String address = local.getAddress().getHostAddress();
            Namespace there = host;
            List<String> command = new ArrayList<>(there == null ? List.of() : there.prefix());
            command.addAll(List.of(
                    Tool.SIPP.path(),
                    "-sf",
                    xml.toString(),
                    "-i",
                    address,
                    "-ci",
                    address,
                    "-p",
                    Integer.toString(local.getPort())));
            InetSocketAddress to = remote;
            if (to != null) command.add(words(to));
            command.addAll(List.of("-mi", address, "-t", tcp ? "t1" : "u1", "-m", Integer.toString(calls)));
            command.addAll(List.of("-nostdin", "-skip_rlimit", "-timeout", "55", "-timeout_error"));
            command.addAll(List.of("-trace_err", "-error_file", name + ".errors"));
            command.addAll(List.of("-trace_msg", "-message_file", name + ".messages"));
            // The wildcard address would take the ports of everybody else on this machine. For a TCP client the
            // option makes SIPp listen, so there it stays away.
            if (!(tcp && !waiting)) command.add("-bind_local");
            command.addAll(options);
            Child child = Child.start(name, stage.directory(), command, Map.of("TERM", "dumb"));
            Sipp sipp = stage.closing(new Sipp(child, stage.directory()));
            if (waiting) {
                Await.until(
                        BOUND_WITHIN,
                        () -> name + " listens; " + sipp.report(),
                        () -> (tcp ? Sockets.tcp(local) : Sockets.udp(local, Long.toString(child.pid())))
                                || !child.alive());
                if (!child.alive()) throw new AssertionError(name + " ended at once; " + sipp.report());
            }
            return sipp;
        }

        private static String words(InetSocketAddress address) {
            String host = address.getAddress().getHostAddress();
            return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
        }
    }

    /// Plans to play `scenario` on `local`.
    ///
    /// @param name what its files are called
    public static Plan plan(Stage stage, String name, Scenario scenario, InetSocketAddress local) {
        return new Plan(stage, name, scenario, local);
    }

    /// Waits until all its calls are over; fails when one of them went another way than its scenario.
    public void done() {
        done(DONE_WITHIN);
    }

    /// Waits, for so long at most, until all its calls are over.
    public void done(Duration limit) {
        int code = child.exit(limit);
        if (code != 0) throw new AssertionError(child.name() + " ended with " + code + "; " + report());
    }

    /// Its exit code: 0 when all calls went as the scenario has it, 1 when some did not.
    public int exit() {
        return child.exit(DONE_WITHIN);
    }

    /// All messages that it sent and received, as it traced them.
    public String messages() {
        return file(".messages");
    }

    public boolean alive() {
        return child.alive();
    }

    private String file(String suffix) {
        return Child.read(directory.resolve(child.name() + suffix));
    }

    private String report() {
        String wrong = file(".errors");
        return (wrong.isEmpty() ? child.tail() : Child.last(wrong)) + "\nall of it: " + directory;
    }

    @Override
    public void close() {
        child.close();
    }
}
