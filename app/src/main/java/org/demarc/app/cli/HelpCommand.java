package org.demarc.app.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `demarc help [COMMAND]`
final class HelpCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command("help", "Show the help of a command.");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .paramLabel("COMMAND")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("The command, like 'trunk list'; without one the help of all.")
                .build());
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        CommandSpec spec = parsed.commandSpec().root();
        for (String word : parsed.matchedPositionalValue(0, List.<String>of())) {
            CommandLine next = spec.subcommands().get(word);
            if (next == null) {
                terminal.complain(Commands.unknown(word, spec));
                return Exit.USAGE;
            }
            spec = next.getCommandSpec();
        }
        spec.commandLine().usage(terminal.out());
        return Exit.GOOD;
    }
}
