package org.demarc.console.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which handler a request belongs to. A path is matched segment by segment; `{name}` takes any one segment.
final class Routes {
    /// One request as handlers see it.
    ///
    /// @param parameters what stood for the names in the path
    /// @param query query parameters
    record Ask(Map<String, String> parameters, Map<String, String> query) {}

    /// Answers a request; may wait, within bounds.
    interface Handler {
        Reply answer(Ask ask) throws Exception;
    }

    /// @param path as openapi.json writes it
    record Route(String method, String path, Handler handler) {}

    /// What was found.
    sealed interface Found {}

    record Match(Handler handler, Map<String, String> parameters) implements Found {}

    /// @param allowed what the path does serve, for the Allow field
    record OtherMethods(String allowed) implements Found {}

    record Nothing() implements Found {}

    private final List<Route> all;

    Routes(List<Route> all) {
        this.all = List.copyOf(all);
    }

    List<Route> all() {
        return all;
    }

    /// @param segments of the path, decoded
    Found find(String method, List<String> segments) {
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : all) {
            Map<String, String> parameters = match(route.path(), segments);
            if (parameters == null) continue;
            if (route.method().equals(method.equals("HEAD") ? "GET" : method))
                return new Match(route.handler(), parameters);
            allowed.add(route.method());
            if (route.method().equals("GET")) allowed.add("HEAD");
        }
        return allowed.isEmpty() ? new Nothing() : new OtherMethods(String.join(", ", allowed));
    }

    private static @Nullable Map<String, String> match(String path, List<String> segments) {
        List<String> pattern = segments(path);
        if (pattern.size() != segments.size()) return null;
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String p = pattern.get(i);
            if (p.startsWith("{")) parameters.put(p.substring(1, p.length() - 1), segments.get(i));
            else if (!p.equals(segments.get(i))) return null;
        }
        return parameters;
    }

    /// The parts between slashes.
    static List<String> segments(String path) {
        List<String> parts = new ArrayList<>();
        int from = 1;
        while (from < path.length()) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            parts.add(path.substring(from, end));
            from = end + 1;
        }
        if (path.length() > 1 && path.endsWith("/")) parts.add("");
        return parts;
    }
}
