package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What one test class plays on: addresses of its own, a node between two sides, and the peers of each test.
///
/// After each test every peer is gone, the node is idle and its log is clean. After the class the node goes to
/// `Retired`, where its last transactions run out while other classes play. Files of a failed test stay in
/// target/interop/CLASS/TEST, those of a good one are removed.
public final class Stage implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    /// Last numbers of the addresses: the PBX, the edge towards it, the edge towards the core, the core's peers.
    public static final int PBX = 2;

    public static final int OUTSIDE = 10;
    public static final int INSIDE = 20;
    public static final int CORE = 31;
    public static final int CORE_2 = 32;
    /// An address that no trunk knows.
    public static final int STRANGER = 66;

    private static final int ADMIN = 1;

    private final @Nullable String yaml;
    private final List<AutoCloseable> started = new ArrayList<>();
    private @Nullable Place place;
    private @Nullable Node node;
    private @Nullable Path classDirectory;
    private @Nullable Path directory;

    private Stage(@Nullable String yaml) {
        this.yaml = yaml;
    }

    /// A stage with a node that runs for the whole class.
    ///
    /// @param yaml its configuration without `admin`; `@N` stands for the class's address with that last number
    public static Stage with(String yaml) {
        return new Stage(yaml);
    }

    /// A stage whose tests start their nodes themselves.
    public static Stage empty() {
        return new Stage(null);
    }

    /// The usual node: a PBX with the numbers +12145550100 to 0199 outside, a core inside that gets every other call.
    /// Two lanes, so that messages change lanes.
    public static String usual() {
        return """
                lanes: 2
                networks:
                  outside: { addresses: ["@10"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 20000-20999 } }
                  inside: { addresses: ["@20"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 30000-30999 } }
                trunks:
                  pbx:
                    faces: pbx
                    network: outside
                    peers: ["sip:@2:5060"]
                    numbers: ["+12145550100..+12145550199"]
                    probe: off
                  carrier:
                    faces: core
                    network: inside
                    peers: ["sip:@31:5060"]
                    probe: off
                routes:
                  - { from: pbx, to: carrier }
                """;
    }

    public Place place() {
        return required(place, "place");
    }

    public Node node() {
        return required(node, "node");
    }

    /// Where the files of this test are.
    public Path directory() {
        return required(directory, "directory");
    }

    private static <T> T required(@Nullable T part, String what) {
        if (part == null) throw new IllegalStateException("no " + what + " here");
        return part;
    }

    /// Whatever was started for this test is closed after it, the last first.
    public <T extends AutoCloseable> T closing(T part) {
        started.add(part);
        return part;
    }

    /// Starts a further node, for this test alone.
    public Node startNode(String name, String config, int admin, String... options) {
        return closing(Node.start(name, directory(), place().resolve(config), place().at(admin, 8080), options));
    }

    /// Puts another configuration in force in the class's node.
    public Json reload(String config) {
        node().rewrite(place().resolve(config), place().at(ADMIN, 8080));
        return node().api().reload();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        String name = context.getRequiredTestClass().getSimpleName();
        classDirectory = Path.of("target", "interop", name).toAbsolutePath();
        delete(classDirectory);
        place = Place.claim();
        if (yaml != null) {
            node = Node.start("node", classDirectory, place().resolve(yaml), place().at(ADMIN, 8080));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        String unit = context.getUniqueId();
        String number = unit.contains("invocation:#") ? unit.replaceAll(".*invocation:#(\\d+).*", "-$1") : "";
        directory = required(classDirectory, "directory")
                .resolve(context.getRequiredTestMethod().getName() + number);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        boolean failed = context.getExecutionException().isPresent();
        try {
            closePeers();
            if (node == null) return;
            if (failed) node.api().hangupAll();
            Node.write(directory().resolve("node.log"), node.newLog());
            node.assertIdle();
        } catch (Exception | AssertionError e) {
            failed = true;
            throw e;
        } finally {
            if (!failed && !Boolean.getBoolean("keep")) delete(directory());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Place held = place;
        if (held == null) return;
        Retired.of(context).take(context.getRequiredTestClass().getSimpleName(), node, held);
        node = null;
        place = null;
    }

    private void closePeers() throws Exception {
        Exception first = null;
        while (!started.isEmpty()) {
            try {
                started.removeLast().close();
            } catch (Exception e) {
                if (first == null) first = e;
            }
        }
        if (first != null) throw first;
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) return;
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
