package org.demarc.app.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.demarc.app.config.Sample;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `demarc init [--role enterprise|provider] [FILE]`
final class InitCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command("init", "Write a commented configuration that starts as it is.");
        spec.addOption(OptionSpec.builder("--role")
                .paramLabel("ROLE")
                .type(String.class)
                .defaultValue("enterprise")
                .description(
                        "enterprise (in front of a PBX) or provider (in front of customers); default ${DEFAULT-VALUE}.")
                .build());
        spec.addPositional(Options.positional(
                "FILE", false, "Where to write; default demarc.yaml, - for standard output. Never overwrites."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String role = Options.text(parsed, "--role", "enterprise");
        if (!role.equals("enterprise") && !role.equals("provider")) {
            terminal.complain("--role: enterprise or provider is expected, not '" + role + "'");
            return Exit.USAGE;
        }
        String named = Options.first(parsed);
        String name = named == null ? RunCommand.DEFAULT_FILE : named;
        if (name.equals("-")) {
            terminal.out().print(Sample.valueOf(role.toUpperCase(Locale.ROOT)).text());
            return Exit.GOOD;
        }
        Path file = Path.of(name);
        try {
            Files.writeString(
                    file,
                    Sample.valueOf(role.toUpperCase(Locale.ROOT)).text(),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            terminal.complain(name + " exists already and was left as it is: name another file");
            return Exit.FAILED;
        } catch (NoSuchFileException e) {
            terminal.complain("cannot write " + name + ": its directory does not exist");
            return Exit.FAILED;
        } catch (IOException e) {
            terminal.complain("cannot write " + name + ": no permission, or not a place for a file");
            return Exit.FAILED;
        }
        terminal.out().println("wrote " + name + " (" + role + " edge, on loopback addresses)");
        terminal.out()
                .println("next: " + terminal.program() + " check " + name + ", then: " + terminal.program() + " run"
                        + (named == null ? "" : " -c " + name));
        return Exit.GOOD;
    }
}
