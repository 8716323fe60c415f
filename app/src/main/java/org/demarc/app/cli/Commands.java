package org.demarc.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.demarc.app.config.Spelling;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// All commands, and which one is meant. Apart from `Cli`, so that a node starts without the library behind this.
final class Commands {
    private final Terminal terminal;

    Commands(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Answers the exit code.
    int run(String... arguments) {
        CommandSpec root =
                Options.command("demarc", "The open SIPconnect 2.0 edge: between a SIP-PBX and a service provider.");
        root.usageMessage()
                .footer(
                        "",
                        "Begin with: demarc init, demarc check demarc.yaml, demarc run",
                        "Exit codes: 0 good, 1 the work failed, 2 wrong usage or configuration, 3 could not start");
        root.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version and exit.")
                .build());
        root.usageMessage().commandListHeading("%nCommands:%n");
        Map<String, Command> commands = new LinkedHashMap<>();
        for (Map.Entry<String, Supplier<Command>> entry : all().entrySet())
            add(root, entry.getKey(), entry.getValue().get(), commands);
        CommandLine line = new CommandLine(root).setUsageHelpWidth(100);
        ParseResult parsed;
        try {
            parsed = line.parseArgs(arguments);
        } catch (ParameterException e) {
            return wrongUsage(e);
        }
        if (parsed.isVersionHelpRequested()) return new VersionCommand().run(parsed, terminal);
        StringBuilder path = new StringBuilder();
        ParseResult deepest = parsed;
        while (deepest.hasSubcommand()) {
            if (deepest.isUsageHelpRequested()) break;
            deepest = deepest.subcommand();
            path.append(path.isEmpty() ? "" : " ").append(deepest.commandSpec().name());
        }
        if (deepest.isUsageHelpRequested()) {
            deepest.commandSpec().commandLine().usage(terminal.out());
            return Exit.GOOD;
        }
        Command command = commands.get(path.toString());
        if (command == null) return noCommand(deepest.commandSpec());
        return command.run(deepest, terminal);
    }

    private int noCommand(CommandSpec spec) {
        if (spec.parent() == null) {
            spec.commandLine().usage(terminal.err());
            return Exit.USAGE;
        }
        terminal.complain("'" + spec.name() + "' needs a command: "
                + String.join(", ", spec.subcommands().keySet()));
        tryHelp(spec);
        return Exit.USAGE;
    }

    private static Map<String, Supplier<Command>> all() {
        Map<String, Supplier<Command>> all = new LinkedHashMap<>();
        all.put("init", InitCommand::new);
        all.put("check", CheckCommand::new);
        all.put("run", RunCommand::new);
        all.put("lab", LabCommand::new);
        all.put("status", StatusCommand::new);
        all.put("trunk list", TrunkListCommand::new);
        all.put("trunk show", TrunkShowCommand::new);
        all.put("trunk test", TrunkTestCommand::new);
        all.put("trunk drop", TrunkDropCommand::new);
        all.put("call list", CallListCommand::new);
        all.put("call show", CallShowCommand::new);
        all.put("call hangup", CallHangupCommand::new);
        all.put("ban list", BanListCommand::new);
        all.put("ban remove", BanRemoveCommand::new);
        all.put("reload", ReloadCommand::new);
        all.put("drain", DrainCommand::new);
        all.put("hash-password", HashPasswordCommand::new);
        all.put("catalogue", CatalogueCommand::new);
        all.put("version", VersionCommand::new);
        all.put("help", HelpCommand::new);
        all.put("rehearse", RehearseCommand::new);
        return all;
    }

    private static void add(CommandSpec root, String path, Command command, Map<String, Command> commands) {
        commands.put(path, command);
        int space = path.indexOf(' ');
        if (space < 0) {
            root.addSubcommand(path, command.spec());
            return;
        }
        String group = path.substring(0, space);
        CommandLine existing = root.subcommands().get(group);
        CommandSpec spec = existing == null ? Options.command(group, about(group)) : existing.getCommandSpec();
        if (existing == null) root.addSubcommand(group, spec);
        spec.addSubcommand(path.substring(space + 1), command.spec());
    }

    private static String about(String group) {
        return switch (group) {
            case "trunk" -> "The trunks of the running node.";
            case "call" -> "The calls of the running node.";
            case "ban" -> "The addresses that the running node shuts out.";
            default -> throw new IllegalArgumentException(group);
        };
    }

    private int wrongUsage(ParameterException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            message = unknown(
                    unmatched.getUnmatched().getFirst(), e.getCommandLine().getCommandSpec());
        }
        terminal.complain(printable(message));
        tryHelp(e.getCommandLine().getCommandSpec());
        return Exit.USAGE;
    }

    /// What is not a command or an option of `spec`, with what is meant where that is near.
    static String unknown(String word, CommandSpec spec) {
        List<String> known = new ArrayList<>();
        if (word.startsWith("-")) known.addAll(spec.optionsMap().keySet());
        else
            spec.subcommands().forEach((name, line) -> {
                if (!line.getCommandSpec().usageMessage().hidden()) known.add(name);
            });
        String guess = Spelling.nearest(word, known);
        return "'" + printable(word) + "' is not known here" + (guess == null ? "" : ": did you mean '" + guess + "'?");
    }

    private void tryHelp(CommandSpec spec) {
        String name = spec.qualifiedName().substring(spec.root().name().length());
        terminal.err().println("Try: " + terminal.program() + name + " --help");
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(300).forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.toString();
    }
}
