package org.demarc.app.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// YAML text to located values, from the parser's events: no typing, no tags, bounded depth and size.
final class YamlReader {
    /// Our deepest key is at level 5.
    private static final int MAX_DEPTH = 16;
    /// Values in all, aliases counted as often as they are used.
    private static final int MAX_VALUES = 2_000_000;

    private final Problems problems;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, Located> anchors = new HashMap<>();
    private @Nullable Located root;
    private int values;

    private YamlReader(Problems problems) {
        this.problems = problems;
    }

    /// Reads one document; null when there is none or it is not YAML, which `problems` then says.
    static @Nullable Located read(String text, Problems problems) {
        return new YamlReader(problems).document(text);
    }

    private @Nullable Located document(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("configuration")
                .setUseMarks(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        int documents = 0;
        try {
            ParserImpl parser = new ParserImpl(settings, new StreamReader(settings, text));
            while (parser.hasNext()) {
                Event event = parser.next();
                if (event.getEventId() == Event.ID.DocumentStart && ++documents == 2) {
                    problems.error(mark(event.getStartMark()), "a second document begins here: one is expected");
                    return null;
                }
                if (!take(event)) return null;
            }
        } catch (MarkedYamlEngineException e) {
            problems.error(mark(e.getProblemMark().or(e::getContextMark)), "not YAML: " + sentence(e));
            return null;
        } catch (YamlEngineException e) {
            problems.error(Mark.START, "not YAML: " + Shown.line(String.valueOf(e.getMessage())));
            return null;
        }
        return root;
    }

    /// The parser's own words, and a hint for what people run into most.
    private static String sentence(MarkedYamlEngineException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        String context =
                e.getContext() == null || e.getContext().isEmpty() ? "" : " (" + Shown.line(e.getContext()) + ")";
        if (problem.contains("found ':'")) context += "; an IPv6 address needs quotes: \"2001:db8::5\"";
        if (problem.contains("got {")) context += "; inside { } and [ ] a variable needs quotes: \"${NAME}\"";
        if (problem.contains("TAB")) return "a tab stands where spaces are expected: YAML indents with spaces";
        return Shown.line(problem) + context;
    }

    /// False when reading must stop.
    private boolean take(Event event) {
        if (event instanceof NodeEvent && ++values > MAX_VALUES) {
            problems.error(mark(event.getStartMark()), "too many values: at most " + MAX_VALUES + " are read");
            return false;
        }
        if (event instanceof ScalarEvent s) {
            tag(s.getTag(), event);
            return add(new Located.Scalar(mark(event.getStartMark()), s.getValue(), !s.isPlain()), s.getAnchor());
        }
        if (event instanceof AliasEvent a) return alias(a);
        if (event instanceof SequenceStartEvent s) {
            tag(s.getTag(), event);
            return push(new Open(mark(event.getStartMark()), false, s.getAnchor()));
        }
        if (event instanceof MappingStartEvent m) {
            tag(m.getTag(), event);
            return push(new Open(mark(event.getStartMark()), true, m.getAnchor()));
        }
        if (event.getEventId() == Event.ID.SequenceEnd || event.getEventId() == Event.ID.MappingEnd) {
            Open done = open.pop();
            return add(done.close(), done.anchor);
        }
        return true;
    }

    private boolean push(Open next) {
        if (open.size() >= MAX_DEPTH) {
            problems.error(next.at, "nested too deep: no key of ours is at level " + MAX_DEPTH);
            return false;
        }
        open.push(next);
        return true;
    }

    private boolean alias(AliasEvent event) {
        Mark at = mark(event.getStartMark());
        Located value = anchors.get(event.getAlias().getValue());
        if (value == null) {
            problems.error(at, "'*" + Shown.line(event.getAlias().getValue()) + "' has no anchor before it");
            value = new Located.Scalar(at, "", false);
        }
        values += value.size();
        if (values > MAX_VALUES) {
            problems.error(at, "too many values: at most " + MAX_VALUES + " are read");
            return false;
        }
        return add(value, Optional.empty());
    }

    private void tag(Optional<String> tag, Event event) {
        if (tag.isPresent() && !tag.get().equals("!")) {
            problems.error(mark(event.getStartMark()), "a YAML tag is not expected here: write the value alone");
        }
    }

    private boolean add(Located value, Optional<Anchor> anchor) {
        anchor.ifPresent(a -> anchors.put(a.getValue(), value));
        Open parent = open.peek();
        if (parent == null) root = value;
        else parent.add(value, problems);
        return true;
    }

    private static Mark mark(Optional<org.snakeyaml.engine.v2.exceptions.Mark> mark) {
        return mark.map(m -> new Mark(m.getLine() + 1, m.getColumn() + 1)).orElse(Mark.START);
    }

    /// A collection whose end has not come yet.
    private static final class Open {
        final Mark at;
        final boolean mapping;
        final Optional<Anchor> anchor;
        final List<Located> items = new ArrayList<>();
        final List<Located.Entry> entries = new ArrayList<>();
        private @Nullable Located key;
        private int size = 1;

        Open(Mark at, boolean mapping, Optional<Anchor> anchor) {
            this.at = at;
            this.mapping = mapping;
            this.anchor = anchor;
        }

        void add(Located value, Problems problems) {
            size = (int) Math.min((long) size + value.size(), Integer.MAX_VALUE / 2);
            if (!mapping) {
                items.add(value);
            } else if (key == null) {
                key = value;
            } else {
                if (key instanceof Located.Scalar k) entries.add(new Located.Entry(k.at(), k.text(), value));
                else problems.error(key.at(), "a key is expected here, a word before a colon");
                key = null;
            }
        }

        Located close() {
            return mapping
                    ? new Located.Mapping(at, List.copyOf(entries), size)
                    : new Located.Sequence(at, List.copyOf(items), size);
        }
    }
}
