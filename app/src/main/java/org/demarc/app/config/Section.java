package org.demarc.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.demarc.app.config.Context.Text;
import org.jspecify.annotations.Nullable;

/// A mapping of the file, with the keys that may stand in it: reads typed values and reports what does not fit.
/// Each reader answers its fallback (often null) where the key is absent or wrong.
final class Section {
    final Mark at;
    private final String path;
    private final Context context;
    private final Map<String, Located.Entry> entries = new HashMap<>();

    /// @param at where messages about missing keys point: the key that holds this section
    /// @param path its pattern in `Keys`
    private Section(Mark at, String path, Located.Mapping mapping, Context context) {
        this.at = at;
        this.path = path;
        this.context = context;
        Map<String, Key> known = Keys.children(path);
        for (Located.Entry entry : mapping.entries()) {
            Key key = known.get(entry.key());
            if (key == null) unknown(entry, known.keySet());
            else if (key.applies() == Key.Applies.NOT_YET) {
                context.problems.error(
                        entry.at(), "'" + entry.key() + "' is not served by this version yet: remove it");
            } else {
                Located.Entry first = entries.putIfAbsent(entry.key(), entry);
                if (first != null) twice(entry, first, context);
            }
        }
    }

    /// The whole file.
    static @Nullable Section root(@Nullable Located root, Context context) {
        if (root instanceof Located.Mapping mapping) return new Section(Mark.START, "", mapping, context);
        if (!context.problems.sound()) return null;
        if (root == null || (root instanceof Located.Scalar s && s.isNothing())) {
            context.problems.error(Mark.START, "the file is empty: 'demarc init FILE' writes one to begin with");
        } else {
            context.problems.error(root.at(), "keys and values are expected, like 'node: sbc-1'");
        }
        return null;
    }

    private static void twice(Located.Entry entry, Located.Entry first, Context context) {
        context.problems.error(
                entry.at(),
                "'" + Shown.line(entry.key()) + "' is here twice: first on line "
                        + first.at().line());
    }

    private void unknown(Located.Entry entry, Collection<String> known) {
        String guess = Spelling.nearest(entry.key(), known);
        context.problems.error(
                entry.at(),
                "unknown key " + Shown.quoted(entry.key())
                        + (guess != null
                                ? ": did you mean '" + guess + "'?"
                                : ": expected one of " + String.join(", ", known)));
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /// Where the value of `key` stands; the section itself when it is absent.
    Mark at(String key) {
        Located.Entry entry = entries.get(key);
        return entry == null ? at : entry.value().at();
    }

    void error(Mark where, String message) {
        context.problems.error(where, message);
    }

    void warning(Mark where, String message) {
        context.problems.warning(where, message);
    }

    /// Reports that a key must be there, unless it is.
    boolean require(String key, String expected) {
        if (has(key)) return true;
        error(at, "'" + key + "' is missing: " + expected + " is expected");
        return false;
    }

    /// The value; null when absent or left out (which is reported).
    private @Nullable Located value(String key, String expected) {
        Located.Entry entry = entries.get(key);
        if (entry == null) return null;
        if (entry.value() instanceof Located.Scalar s && s.isNothing()) {
            error(entry.at(), "'" + key + "' has no value: " + expected + " is expected");
            return null;
        }
        return entry.value();
    }

    /// True when the value of `key` is just this word.
    boolean isWord(String key, String word) {
        Located.Entry entry = entries.get(key);
        return entry != null
                && entry.value() instanceof Located.Scalar s
                && s.text().equals(word);
    }

    /// A mapping below this one.
    @Nullable
    Section section(String key) {
        return sectionOr(key, "");
    }

    /// A mapping below this one, where something else might stand too.
    ///
    /// @param or what that is, for messages: `on, off or `
    @Nullable
    Section sectionOr(String key, String or) {
        Located value = value(key, or + "a map of keys");
        if (value == null) return null;
        if (value instanceof Located.Mapping m) return new Section(keyMark(key), child(key), m, context);
        String not = value instanceof Located.Scalar s && !or.isEmpty() ? ", not " + Shown.quoted(s.text()) : "";
        error(value.at(), or + "a map of keys is expected" + not + ": " + names(child(key)));
        return null;
    }

    private Mark keyMark(String key) {
        Located.Entry entry = entries.get(key);
        return entry == null ? at : entry.at();
    }

    private String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String names(String path) {
        return String.join(", ", Keys.children(path).keySet());
    }

    /// The operator's own named entries below `key`, in the order of the file.
    Map<String, Section> named(String key, int limit) {
        Map<String, Section> all = new LinkedHashMap<>();
        Located value = value(key, "a map of names");
        if (value == null) return all;
        if (!(value instanceof Located.Mapping mapping)) {
            error(value.at(), "a map is expected: a name, and below it " + names(child(key) + ".NAME"));
            return all;
        }
        Map<String, Located.Entry> seen = new HashMap<>();
        for (Located.Entry entry : mapping.entries()) {
            Located.Entry first = seen.putIfAbsent(entry.key(), entry);
            if (first != null) {
                twice(entry, first, context);
            } else if (!isName(entry.key())) {
                error(
                        entry.at(),
                        "not a name: " + Shown.quoted(entry.key())
                                + "; 1 to 64 letters, digits, '-', '_' and '.' are expected");
            } else if (all.size() == limit) {
                error(entry.at(), "too many: at most " + limit + " are served");
                return all;
            } else if (entry.value() instanceof Located.Mapping m) {
                all.put(entry.key(), new Section(entry.at(), child(key) + ".NAME", m, context));
            } else {
                error(
                        entry.at(),
                        "below '" + entry.key() + "' a map of keys is expected: " + names(child(key) + ".NAME"));
            }
        }
        return all;
    }

    /// The entries of a list of mappings.
    List<Section> list(String key, int limit) {
        List<Section> all = new ArrayList<>();
        Located value = value(key, "a list");
        if (value == null) return all;
        if (!(value instanceof Located.Sequence sequence)) {
            error(value.at(), "a list is expected");
            return all;
        }
        for (Located item : sequence.items()) {
            if (all.size() == limit) {
                error(item.at(), "too many: at most " + limit + " are served");
                break;
            }
            if (item instanceof Located.Mapping m) all.add(new Section(item.at(), child(key) + "[]", m, context));
            else error(item.at(), "a map of keys is expected: " + names(child(key) + "[]"));
        }
        return all;
    }

    /// A single word, number or string.
    @Nullable
    Text text(String key, String expected) {
        Located value = value(key, expected);
        if (value == null) return null;
        if (value instanceof Located.Scalar scalar) return context.text(scalar);
        error(value.at(), expected + " is expected, not a " + (value instanceof Located.Mapping ? "map" : "list"));
        return null;
    }

    /// The path of a file.
    @Nullable
    Path path(String key, String expected) {
        Located value = value(key, expected);
        if (value == null) return null;
        if (value instanceof Located.Scalar scalar) return context.path(scalar);
        error(value.at(), expected + " is expected, not a " + (value instanceof Located.Mapping ? "map" : "list"));
        return null;
    }

    /// Several of them; a single one counts as a list of one.
    List<Text> texts(String key, String expected, int limit) {
        List<Text> all = new ArrayList<>();
        for (Located item : members(key, expected, limit)) {
            Text text = word(item, expected);
            if (text != null) all.add(text);
        }
        return all;
    }

    /// A word or a map of keys, one of the two.
    record Item(@Nullable Text text, @Nullable Section section) {}

    /// Several of them, words and maps mixed; a single one counts as a list of one.
    List<Item> items(String key, String expected, int limit) {
        List<Item> all = new ArrayList<>();
        for (Located item : members(key, expected, limit)) {
            if (item instanceof Located.Mapping m) {
                all.add(new Item(null, new Section(item.at(), child(key) + "[]", m, context)));
                continue;
            }
            Text text = word(item, expected);
            if (text != null) all.add(new Item(text, null));
        }
        return all;
    }

    /// What stands in a list, or instead of one; no more than the limit.
    private List<Located> members(String key, String expected, int limit) {
        Located value = value(key, expected);
        if (value == null) return List.of();
        List<Located> items = value instanceof Located.Sequence s ? s.items() : List.of(value);
        if (items.isEmpty()) error(value.at(), "the list is empty: " + expected + " is expected");
        if (items.size() <= limit) return items;
        error(items.get(limit).at(), "too many: at most " + limit + " are served");
        return items.subList(0, limit);
    }

    private @Nullable Text word(Located item, String expected) {
        Text text = item instanceof Located.Scalar s && !s.isNothing() ? context.text(s) : null;
        if (text == null && (!(item instanceof Located.Scalar s) || s.isNothing())) {
            error(item.at(), expected + " is expected");
        }
        return text;
    }

    int integer(String key, int least, int most, int fallback) {
        Integer value = integerOrNull(key, least, most);
        return value == null ? fallback : value;
    }

    @Nullable
    Integer integerOrNull(String key, int least, int most) {
        if (!has(key)) return null;
        String expected = "a whole number from " + least + " to " + most;
        Text text = text(key, expected);
        if (text == null) return null;
        Long value = Values.integer(text.value());
        if (value != null && value >= least && value <= most) return (int) (long) value;
        error(text.at(), expected + " is expected, not " + text.shown());
        return null;
    }

    /// A number, or `auto`, which is the fallback.
    int integerOrAuto(String key, int least, int most, int auto) {
        if (!has(key)) return auto;
        String expected = "a whole number from " + least + " to " + most + " or auto";
        Text text = text(key, expected);
        if (text == null || text.value().equals("auto")) return auto;
        Long value = Values.integer(text.value());
        if (value != null && value >= least && value <= most) return (int) (long) value;
        error(text.at(), expected + " is expected, not " + text.shown());
        return auto;
    }

    /// Milliseconds; with `off` allowed, that is 0.
    long duration(String key, long least, long most, boolean off, long fallback) {
        if (!has(key)) return fallback;
        String expected =
                "a duration from " + Values.duration(least) + " to " + Values.duration(most) + (off ? " or off" : "");
        Text text = text(key, expected);
        if (text == null) return fallback;
        if (off && text.value().equals("off")) return 0;
        Long value = Values.duration(text.value());
        if (value == null) {
            error(
                    text.at(),
                    expected + " is expected, a number with its unit like 500ms, 4s, 3m or 2h, not " + text.shown());
        } else if (value < least || value > most) {
            error(text.at(), expected + " is expected, not " + text.shown());
        } else {
            return value;
        }
        return fallback;
    }

    /// `on` or `off`.
    boolean isOn(String key, boolean fallback) {
        String word = choice(key, List.of("on", "off"), List.of());
        return word == null ? fallback : word.equals("on");
    }

    /// One of a few words; those of `later` are known but not served.
    @Nullable
    String choice(String key, List<String> served, List<String> later) {
        Located.Entry entry = entries.get(key);
        if (entry == null) return null;
        if (entry.value() instanceof Located.Scalar s && served.contains(s.text())) return s.text();
        String expected = served.size() == 1
                ? "'" + served.getFirst() + "'"
                : String.join(", ", served.subList(0, served.size() - 1)) + " or " + served.getLast();
        Text text = text(key, expected);
        if (text == null) return null;
        if (served.contains(text.value())) return text.value();
        if (later.contains(text.value())) {
            error(
                    text.at(),
                    "'" + key + ": " + text.value() + "' is not served by this version yet: " + expected
                            + " is expected");
            return null;
        }
        String guess = Spelling.nearest(text.value(), served);
        error(
                text.at(),
                expected + " is expected, not " + text.shown()
                        + (guess == null || served.size() == 1 ? "" : ": did you mean '" + guess + "'?"));
        return null;
    }

    static boolean isName(String text) {
        if (text.isEmpty() || text.length() > 64) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '-' && c != '_' && c != '.') return false;
        }
        return true;
    }
}
