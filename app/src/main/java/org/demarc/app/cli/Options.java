package org.demarc.app.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// Options as data: without annotations there is nothing to reflect on at start.
final class Options {
    static final String API = "http://127.0.0.1:8080";

    private Options() {}

    static CommandSpec command(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(false);
        spec.usageMessage().description(description);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
        return spec;
    }

    /// A command that asks a running node.
    static CommandSpec client(String name, String description) {
        CommandSpec spec = command(name, description);
        spec.addOption(OptionSpec.builder("--api")
                .paramLabel("URL")
                .type(String.class)
                .defaultValue(API)
                .description("The node's admin interface; default ${DEFAULT-VALUE}.")
                .build());
        spec.addOption(OptionSpec.builder("--json")
                .type(boolean.class)
                .description("Print the answer as JSON.")
                .build());
        return spec;
    }

    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build();
    }

    static PositionalParamSpec positional(String label, boolean required, String description) {
        return PositionalParamSpec.builder()
                .index("0")
                .paramLabel(label)
                .arity(required ? "1" : "0..1")
                .required(required)
                .type(String.class)
                .description(description)
                .build();
    }

    static boolean flag(ParseResult parsed, String name) {
        return parsed.matchedOptionValue(name, false);
    }

    static String text(ParseResult parsed, String name, String fallback) {
        return parsed.matchedOptionValue(name, fallback);
    }

    static @Nullable String first(ParseResult parsed) {
        return parsed.matchedPositionalValue(0, null);
    }
}
