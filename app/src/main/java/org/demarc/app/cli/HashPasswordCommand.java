package org.demarc.app.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `demarc hash-password USER REALM [--algorithm NAME]...`: what `account.ha1` of a trunk takes. The password
/// comes from the terminal or standard input, never as an argument: those are seen by everybody.
final class HashPasswordCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(
                "hash-password",
                "Print the HA1 of a password for 'account.ha1'. The password is asked for, or read from standard input.");
        spec.addPositional(Options.positional("USER", true, "User name of the account."));
        spec.addPositional(PositionalParamSpec.builder()
                .index("1")
                .paramLabel("REALM")
                .arity("1")
                .required(true)
                .type(String.class)
                .description("Realm: the trunk's domain, in small letters where the trunk faces a PBX.")
                .build());
        spec.addOption(OptionSpec.builder("--algorithm")
                .paramLabel("NAME")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .description("sha-512-256, sha-256 or md5; may be repeated. Without it all three.")
                .build());
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String user = parsed.matchedPositionalValue(0, "");
        String realm = parsed.matchedPositionalValue(1, "");
        List<String> names = parsed.matchedOptionValue("--algorithm", List.of());
        for (String name : names) {
            if (Algorithm.of(name) == null) {
                terminal.complain("--algorithm: sha-512-256, sha-256 or md5 is expected");
                return Exit.USAGE;
            }
        }
        String password;
        try {
            password = password();
        } catch (IOException e) {
            terminal.complain("the password cannot be read");
            return Exit.FAILED;
        }
        if (password == null || password.isEmpty()) {
            terminal.complain(password == null ? "the two passwords differ" : "no password: one line is expected");
            return Exit.FAILED;
        }
        terminal.out().println("ha1:");
        for (Algorithm a : Algorithm.values()) {
            boolean wanted = names.isEmpty() || names.stream().anyMatch(n -> Algorithm.of(n) == a);
            if (!wanted) continue;
            terminal.out()
                    .println("  " + a.wire().toLowerCase(Locale.ROOT) + ": "
                            + Ha1.of(a, user, realm, password).hex());
        }
        return Exit.GOOD;
    }

    /// Null when it was typed differently the second time.
    @SuppressWarnings("SystemConsoleNull") // it may be, as the declaration says
    private static @Nullable String password() throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("Password: ");
            char[] again = console.readPassword("Again: ");
            if (typed == null || again == null) return "";
            return Arrays.equals(typed, again) ? new String(typed) : null;
        }
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }
}
