package org.demarc.app.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.demarc.app.config.Context.Text;
import org.demarc.edge.config.Route;
import org.jspecify.annotations.Nullable;

/// Reads `routes`.
final class RouteReader {
    static final int MAX_ROUTES = 10_000;
    private static final int MAX_TARGETS = 16;
    private static final String NUMBER = "a number like +12145550100, or its beginning and * like \"+44*\"";

    private final Problems problems;
    private final TrunkReader trunks;
    private final List<Route> routes = new ArrayList<>();
    private final List<Mark> places = new ArrayList<>();

    RouteReader(Problems problems, TrunkReader trunks) {
        this.problems = problems;
        this.trunks = trunks;
    }

    List<Route> all() {
        return routes;
    }

    /// The trunks that routes lead to.
    Set<String> targets() {
        Set<String> all = new HashSet<>();
        for (Route route : routes) all.addAll(route.to());
        return all;
    }

    void read(Section section) {
        Text from = section.text("from", "the name of a trunk");
        if (from != null) known(section, from);
        String number = number(section);
        section.require("to", "the name of a trunk");
        List<String> to = new ArrayList<>();
        for (Text text : section.texts("to", "the name of a trunk", MAX_TARGETS)) {
            if (!known(section, text)) continue;
            if (to.contains(text.value())) section.error(text.at(), text.shown() + " is here twice");
            else to.add(text.value());
        }
        if (to.isEmpty()) return;
        routes.add(new Route(from == null ? null : from.value(), number, to));
        places.add(section.at);
    }

    private static @Nullable String number(Section section) {
        Text text = section.text("number", NUMBER);
        if (text == null) return null;
        String digits = text.value().endsWith("*")
                ? text.value().substring(0, text.value().length() - 1)
                : text.value();
        boolean good = !text.value().isEmpty() && digits.length() <= 33;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            good &= (c >= '0' && c <= '9') || (c == '+' && i == 0);
        }
        if (good) return text.value();
        section.error(text.at(), NUMBER + " is expected, not " + text.shown());
        return null;
    }

    private boolean known(Section section, Text name) {
        if (trunks.names().contains(name.value())) return true;
        String guess = Spelling.nearest(name.value(), trunks.names());
        section.error(
                name.at(),
                "there is no trunk " + name.shown() + (guess != null ? ": did you mean '" + guess + "'?" : ""));
        return false;
    }

    /// Warns of routes that no call can reach: an earlier one takes all of theirs.
    void checkTogether() {
        int until = Math.min(routes.size(), 500);
        for (int later = 1; later < until; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (!covers(routes.get(earlier), routes.get(later))) continue;
                problems.warning(
                        places.get(later),
                        "no call ever takes this route: the one on line "
                                + places.get(earlier).line() + " takes them first");
                break;
            }
        }
    }

    private static boolean covers(Route a, Route b) {
        if (a.from() != null && !a.from().equals(b.from())) return false;
        String wide = a.number();
        if (wide == null) return true;
        String narrow = b.number();
        if (narrow == null) return wide.equals("*");
        if (!wide.endsWith("*")) return wide.equals(narrow);
        return narrow.startsWith(wide.substring(0, wide.length() - 1));
    }
}
