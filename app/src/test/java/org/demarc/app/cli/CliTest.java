package org.demarc.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return new Cli(new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)))
                .run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void initWritesASoundFileAndNeverOverwrites() throws IOException {
        for (String role : new String[] {"enterprise", "provider"}) {
            String file = directory.resolve(role + ".yaml").toString();
            assertThat(run("init", "--role", role, file)).isZero();
            assertThat(run("check", file)).as(err()).isZero();
            assertThat(out()).isEqualTo(file + ": sound (2 networks, 2 trunks, 1 route)\n");
            Files.writeString(Path.of(file), "mine");
            assertThat(run("init", file)).isEqualTo(Exit.FAILED);
            assertThat(err())
                    .isEqualTo("demarc: " + file + " exists already and was left as it is: name another file\n");
            assertThat(Path.of(file)).hasContent("mine");
        }
        assertThat(run("init", "--role", "carrier", "x")).isEqualTo(Exit.USAGE);
        assertThat(run("init", directory.resolve("no/such/x.yaml").toString())).isEqualTo(Exit.FAILED);
    }

    /// What it prints is what RFC 7616 calls H(A1) in its example (section 3.9.1), and can be written into a
    /// file as it is.
    @Test
    void aPasswordIsHashedFromStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("Circle of Life\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(run("hash-password", "Mufasa", "http-auth@example.org", "--algorithm", "md5"))
                    .as(err())
                    .isZero();
            assertThat(out()).isEqualTo("ha1:\n  md5: 3d78807defe7de2157e2b0b6573a855f\n");
            System.setIn(new ByteArrayInputStream(new byte[0]));
            assertThat(run("hash-password", "Mufasa", "http-auth@example.org")).isEqualTo(Exit.FAILED);
            assertThat(run("hash-password", "Mufasa")).isEqualTo(Exit.USAGE);
            assertThat(run("hash-password", "a", "b", "--algorithm", "sha-1")).isEqualTo(Exit.USAGE);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void warningsAreCountedAndStopNothing() throws IOException {
        Path file = directory.resolve("warned.yaml");
        assertThat(run("init", file.toString())).isZero();
        String spare = "networks:\n  spare:\n    addresses: [127.0.0.9]\n";
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^networks:.*\n", spare));
        assertThat(run("check", file.toString())).isZero();
        assertThat(err()).contains(": warning: no trunk lives on network 'spare'\n");
        assertThat(out()).isEqualTo(file + ": sound (3 networks, 2 trunks, 1 route), 1 warning\n");
    }

    @Test
    void checkNamesEveryErrorAndExitsTwo() throws IOException {
        Path file = directory.resolve("bad.yaml");
        Files.writeString(file, "nod: x\nnetworks: {}\ntrunks: {}\n");
        assertThat(run("check", file.toString())).isEqualTo(Exit.USAGE);
        assertThat(err())
                .isEqualTo(file + ":1:1: unknown key 'nod': did you mean 'node'?\n" + file
                        + ":2:11: at least one network is expected\n" + file
                        + ":3:9: at least one trunk is expected\ndemarc: 3 errors\n");
        assertThat(out()).isEmpty();
        assertThat(run("check", directory.resolve("none").toString())).isEqualTo(Exit.USAGE);
        assertThat(err()).contains("none: there is no such file");
    }

    @Test
    void aDashIsStandardOutputOrInput() throws IOException {
        assertThat(run("init", "-")).isZero();
        assertThat(out()).contains("networks:").doesNotContain("next:");
        Path pipe = Files.writeString(directory.resolve("pipe"), "node: [");
        InputStream before = System.in;
        try (InputStream in = Files.newInputStream(pipe)) {
            System.setIn(in);
            assertThat(run("check", "-")).isEqualTo(Exit.USAGE);
        } finally {
            System.setIn(before);
        }
        assertThat(err()).startsWith("<stdin>:1:8: not YAML: ");
        assertThat(run("run", "-c", "-")).isEqualTo(Exit.USAGE);
        assertThat(err()).isEqualTo("demarc: --config: a file is expected, for a reload reads it again\n");
    }

    @Test
    void wrongUsageIsOneLineAndAHint() {
        assertThat(run("chek")).isEqualTo(Exit.USAGE);
        assertThat(err()).isEqualTo("demarc: 'chek' is not known here: did you mean 'check'?\nTry: demarc --help\n");
        assertThat(run("check", "--bad\u001b[1m")).isEqualTo(Exit.USAGE);
        assertThat(err()).doesNotContain("\u001b");
        assertThat(run("trunk", "show")).isEqualTo(Exit.USAGE);
        assertThat(err()).contains("NAME");
        assertThat(run("run", "-c")).isEqualTo(Exit.USAGE);
        assertThat(run("run", "--drain-timeout", "30")).isEqualTo(Exit.USAGE);
        assertThat(run()).isEqualTo(Exit.USAGE);
        assertThat(run("call")).isEqualTo(Exit.USAGE);
        assertThat(err()).isEqualTo("demarc: 'call' needs a command: list, show, hangup\nTry: demarc call --help\n");
    }

    @Test
    void onlyWhatIsNearIsGuessed() {
        run("nonsense");
        assertThat(err()).isEqualTo("demarc: 'nonsense' is not known here\nTry: demarc --help\n");
        run("trunk", "lst");
        assertThat(err())
                .isEqualTo("demarc: 'lst' is not known here: did you mean 'list'?\nTry: demarc trunk --help\n");
        run("call", "list", "--limt", "3");
        assertThat(err()).contains("'--limt' is not known here: did you mean '--limit'?");
        run("rehears");
        assertThat(err()).doesNotContain("rehearse");
    }

    @Test
    void helpGoesToStandardOutput() {
        assertThat(run("--help")).isZero();
        assertThat(out())
                .contains("init", "check", "run", "trunk", "Exit codes")
                .doesNotContain("rehearse");
        assertThat(run("trunk", "list", "--help")).isZero();
        assertThat(out()).contains("--api", "--json");
        for (String asks : new String[] {"version", "--version", "-V"}) {
            assertThat(run(asks)).isZero();
            assertThat(out()).startsWith("demarc 0.");
        }
    }

    @Test
    void helpIsACommandToo() {
        assertThat(run("--help")).isZero();
        String all = out();
        assertThat(run("help")).isZero();
        assertThat(out()).isEqualTo(all);
        assertThat(run("trunk", "list", "--help")).isZero();
        String one = out();
        assertThat(run("help", "trunk", "list")).isZero();
        assertThat(out()).isEqualTo(one);
        assertThat(run("help", "help")).isZero();
        assertThat(run("help", "trnk")).isEqualTo(Exit.USAGE);
        assertThat(err()).contains("'trnk' is not known here: did you mean 'trunk'?");
    }

    @Test
    void clientsSayWhichNodeDidNotAnswer() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        assertThat(run("status", "--api", "http://127.0.0.1:" + port)).isEqualTo(Exit.FAILED);
        assertThat(err())
                .isEqualTo("demarc: no node answers at http://127.0.0.1:" + port
                        + ": start one with 'demarc run', or name its admin interface with --api URL\n");
        assertThat(run("status", "--api", "127.0.0.1:1")).isEqualTo(Exit.USAGE);
        assertThat(run("status", "--api", "ftp://x")).isEqualTo(Exit.USAGE);
    }

    @Test
    void tablesAlignAndShowNoControlCharacters() {
        assertThat(new Table("NAME", ">N")
                        .row("a", "1")
                        .row("long\u001b[1m", "100")
                        .row("", "20"))
                .hasToString("NAME        N\na           1\nlong?[1m  100\n-          20\n");
    }

    /// A whole node in this process: it starts, answers, carries calls, is asked by every client command, and
    /// stops.
    @Test
    void rehearsalGoesRight() {
        assertThat(run("rehearse", "--calls", "3")).as(err()).isZero();
    }

    @Test
    void theCatalogueIsListedChosenFromAndShown() {
        assertThat(run("catalogue")).isZero();
        assertThat(out()).contains("ARCH-001", "AUT-001").containsPattern("\n[0-9]+ rules\n$");
        assertThat(run("catalogue", "--area", "authentication", "--element", "sp-sse", "--level", "must-not"))
                .isZero();
        assertThat(out()).contains("AUT-010", "AUT-009").doesNotContain("AUT-001", "ARCH-");
        assertThat(run("catalogue", "--area", "authentication", "--proved")).isZero();
        assertThat(out()).contains("sip/DigestTest").containsPattern("rules, [0-9]+ proved, [0-9]+ not\n$");
        assertThat(run("catalogue", "--area", "authentication", "--standards")).isZero();
        assertThat(out()).contains("RFC 3261\n", "RFC 8760\n", "SIPconnect 1.1\n");
        assertThat(run("catalogue", "aut-010")).isZero();
        assertThat(out()).contains("must-not, core, for sp-sse", "from  RFC 3261", "=>");
        assertThat(run("catalogue", "--area", "nonsense")).isEqualTo(Exit.USAGE);
        assertThat(err()).contains("--area: one of architecture, transport", "not 'nonsense'");
        assertThat(run("catalogue", "XYZ-001")).isEqualTo(Exit.USAGE);
    }
}
