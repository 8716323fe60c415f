package org.demarc.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.demarc.conformance.catalogue.Catalogue;
import org.demarc.conformance.catalogue.Rule;
import org.demarc.conformance.catalogue.Rule.Case;
import org.demarc.conformance.catalogue.Rule.Level;
import org.demarc.conformance.catalogue.Rule.Source;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `demarc catalogue [ID] [--element E] [--area A] [--level L] [--tier T] [--proved | --unproved] [--standards]`
final class CatalogueCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(
                "catalogue", "The rules of the interface: all, those that you choose, or one with its tests.");
        spec.addPositional(Options.positional("ID", false, "One rule, like AUT-001, in full."));
        spec.addOption(text("--element", "E", "Only rules that bind this element: " + words(Catalogue.ELEMENTS) + "."));
        spec.addOption(text("--area", "A", "Only this area, or several with commas: authentication,transport."));
        spec.addOption(text("--level", "L", "Only this level: must, must-not, should, should-not, may."));
        spec.addOption(text("--tier", "T", "Only this tier: core, extended."));
        spec.addOption(
                Options.flag("--proved", "Say of each rule which of our tests prove it, and how many none does."));
        spec.addOption(Options.flag("--unproved", "Only rules that no test of ours proves yet."));
        spec.addOption(Options.flag("--standards", "Only the RFCs that the chosen rules come from."));
        return spec;
    }

    private static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    private static String words(List<String> words) {
        return String.join(", ", words);
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        Catalogue catalogue = Catalogue.load();
        String id = Options.first(parsed);
        if (id != null) return one(catalogue, id, terminal);
        @Nullable String element = parsed.matchedOptionValue("--element", null);
        @Nullable String areas = parsed.matchedOptionValue("--area", null);
        @Nullable String level = parsed.matchedOptionValue("--level", null);
        @Nullable String tier = parsed.matchedOptionValue("--tier", null);
        List<String> levels = Stream.of(Level.values()).map(Level::word).toList();
        if (unknown(terminal, "--element", element, Catalogue.ELEMENTS)
                || unknown(terminal, "--area", areas, Catalogue.AREAS)
                || unknown(terminal, "--level", level, levels)
                || unknown(terminal, "--tier", tier, List.of("core", "extended"))) return Exit.USAGE;
        boolean unproved = Options.flag(parsed, "--unproved");
        List<Rule> chosen = catalogue
                .rules()
                .filter(r -> element == null
                        || r.element().equals(element)
                        || r.element().equals("all"))
                .filter(r -> areas == null || List.of(areas.split(",", -1)).contains(r.area()))
                .filter(r -> level == null || r.level().word().equals(level))
                .filter(r -> tier == null || tier(r).equals(tier))
                .filter(r -> !unproved || catalogue.proofs(r).isEmpty())
                .toList();
        if (Options.flag(parsed, "--standards")) return standards(chosen, terminal);
        return list(catalogue, chosen, Options.flag(parsed, "--proved"), terminal);
    }

    private static boolean unknown(Terminal terminal, String option, @Nullable String value, List<String> known) {
        if (value == null || known.containsAll(List.of(value.split(",", -1)))) return false;
        terminal.complain(option + ": one of " + words(known) + " is expected, not '" + Table.printable(value) + "'");
        return true;
    }

    private static String tier(Rule rule) {
        return rule.tier().name().toLowerCase(Locale.ROOT);
    }

    private static int list(Catalogue catalogue, List<Rule> chosen, boolean proved, Terminal terminal) {
        Table table = proved
                ? new Table("RULE", "LEVEL", "TIER", "ELEMENT", "PROVED BY", "TITLE")
                : new Table("RULE", "LEVEL", "TIER", "ELEMENT", "MODE", "TITLE");
        for (Rule r : chosen) {
            String fifth = proved ? String.join(" ", catalogue.proofs(r)) : r.mode();
            table.row(r.id(), r.level().word(), tier(r), r.element(), fifth, r.title());
        }
        terminal.out().print(table);
        long without =
                chosen.stream().filter(r -> catalogue.proofs(r).isEmpty()).count();
        terminal.out()
                .println(chosen.size() + " rules"
                        + (proved ? ", " + (chosen.size() - without) + " proved, " + without + " not" : ""));
        return Exit.GOOD;
    }

    private static int standards(List<Rule> chosen, Terminal terminal) {
        TreeSet<Integer> rfcs = new TreeSet<>();
        TreeSet<String> documents = new TreeSet<>();
        for (Rule r : chosen) {
            for (Source s : r.sources()) {
                if (s.rfc() > 0) rfcs.add(s.rfc());
                else documents.add(Objects.requireNonNullElse(s.document(), ""));
            }
        }
        rfcs.forEach(n -> terminal.out().println("RFC " + n));
        documents.forEach(terminal.out()::println);
        return Exit.GOOD;
    }

    private static int one(Catalogue catalogue, String id, Terminal terminal) {
        Rule rule = catalogue.rule(id);
        if (rule == null) {
            terminal.complain(
                    "there is no rule '" + Table.printable(id) + "': " + terminal.hint("catalogue") + " lists them");
            return Exit.USAGE;
        }
        var out = terminal.out();
        out.println(rule.id() + "  " + rule.title());
        out.println(rule.level().word() + ", " + tier(rule) + ", for " + rule.element() + ", mode " + rule.mode()
                + ", area " + rule.area() + ", basis " + rule.basis());
        out.println();
        out.println(rule.text());
        out.println();
        for (Source s : rule.sources()) out.println("from  " + s);
        for (Case c : rule.cases()) out.println("test  " + c.stimulus() + "  =>  " + c.expected());
        List<String> proofs = catalogue.proofs(rule);
        out.println(proofs.isEmpty() ? "proved by no test yet" : "proved by " + String.join(", ", proofs));
        return Exit.GOOD;
    }
}
