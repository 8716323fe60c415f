package org.demarc.conformance.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.demarc.conformance.catalogue.Rule.Case;
import org.demarc.conformance.catalogue.Rule.Level;
import org.demarc.conformance.catalogue.Rule.Source;
import org.demarc.conformance.catalogue.Rule.Tier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// All rules, area by area, and the tests that prove them.
public final class Catalogue {
    /// The areas in the order in which people read them; each is a file.
    public static final List<String> AREAS = List.of(
            "architecture",
            "transport",
            "locating",
            "registration",
            "static",
            "security-signalling",
            "authentication",
            "identity",
            "privacy",
            "basic-call",
            "incoming",
            "outgoing",
            "early-media",
            "sdp",
            "codecs",
            "dtmf",
            "fax",
            "hold",
            "forwarding",
            "transfer",
            "mwi",
            "nat",
            "failure-detection",
            "overload",
            "session-timers",
            "ipv6",
            "srtp",
            "video",
            "emergency",
            "location",
            "stir",
            "autopeer",
            "observability");

    /// Whom a rule may bind.
    public static final List<String> ELEMENTS =
            List.of("sip-pbx", "enterprise-sbc", "sp-sbc", "sp-sse", "media-endpoint", "all");

    static final String PROOFS = "proofs.txt";

    private final Map<String, Rule> rules;
    private final Map<String, List<String>> proofs;

    private Catalogue(Map<String, Rule> rules, Map<String, List<String>> proofs) {
        this.rules = rules;
        this.proofs = proofs;
    }

    /// Reads the catalogue that came with the program.
    public static Catalogue load() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        Load yaml = new Load(LoadSettings.builder().setLabel("catalogue").build());
        for (String area : AREAS) {
            if (!(yaml.loadFromString(text(area + ".yaml")) instanceof List<?> entries)) throw broken(area, "a list");
            for (Object entry : entries) {
                Rule rule = rule(area, entry);
                if (rules.put(rule.id(), rule) != null) throw broken(area, "no second " + rule.id());
            }
        }
        return new Catalogue(rules, proofs(text(PROOFS)));
    }

    /// Lines `ID test test …` as written by the build.
    static Map<String, List<String>> proofs(String text) {
        Map<String, List<String>> proofs = new TreeMap<>();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] words = line.split(" ", -1);
            proofs.put(words[0], List.of(words).subList(1, words.length));
        });
        return proofs;
    }

    /// All rules in order.
    public Stream<Rule> rules() {
        return rules.values().stream();
    }

    /// The rule of that id; null when there is none.
    public @Nullable Rule rule(String id) {
        return rules.get(id.toUpperCase(Locale.ROOT));
    }

    /// The tests that prove a rule, as `module/Class`; empty when none does yet.
    public List<String> proofs(Rule rule) {
        return proofs.getOrDefault(rule.id(), List.of());
    }

    private static Rule rule(String area, Object entry) {
        List<Source> sources = new ArrayList<>();
        for (Object s : list(area, entry, "sources")) {
            sources.add(new Source(number(s, "rfc"), word(s, "section"), word(s, "doc"), word(s, "topic")));
        }
        List<Case> cases = new ArrayList<>();
        for (Object c : list(area, entry, "test")) {
            cases.add(new Case(text(area, c, "stimulus"), text(area, c, "expected")));
        }
        return new Rule(
                text(area, entry, "id"),
                text(area, entry, "title"),
                text(area, entry, "element"),
                text(area, entry, "mode"),
                Level.valueOf(constant(text(area, entry, "level"))),
                text(area, entry, "area"),
                Tier.valueOf(constant(text(area, entry, "tier"))),
                text(area, entry, "basis"),
                text(area, entry, "rule"),
                sources,
                cases);
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static int number(Object entry, String key) {
        return entry instanceof Map<?, ?> map && map.get(key) instanceof Integer n ? n : 0;
    }

    private static @Nullable String word(Object entry, String key) {
        Object value = entry instanceof Map<?, ?> map ? map.get(key) : null;
        return value == null ? null : value.toString();
    }

    private static String text(String area, Object entry, String key) {
        String word = word(entry, key);
        if (word == null) throw broken(area, key);
        return word;
    }

    private static List<?> list(String area, Object entry, String key) {
        if (entry instanceof Map<?, ?> map && map.get(key) instanceof List<?> list) return list;
        throw broken(area, key);
    }

    private static IllegalStateException broken(String area, String expected) {
        return new IllegalStateException("catalogue, area " + area + ": " + expected + " expected");
    }

    private static String text(String file) {
        try (InputStream in = Catalogue.class.getResourceAsStream(file)) {
            if (in == null) throw new IllegalStateException("missing in the module: " + file);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
