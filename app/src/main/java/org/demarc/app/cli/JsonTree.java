package org.demarc.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// JSON as the node's API answers it. A value that is absent reads as empty: what an older or newer node does
/// not send is not an error.
sealed interface JsonTree {
    record Members(Map<String, JsonTree> all) implements JsonTree {}

    record Elements(List<JsonTree> all) implements JsonTree {}

    /// A string, number, true, false, or null (empty text).
    record Value(String text) implements JsonTree {}

    /// What is absent.
    static JsonTree nothing() {
        return new Value("");
    }

    default JsonTree get(String name) {
        return this instanceof Members(Map<String, JsonTree> all) ? all.getOrDefault(name, nothing()) : nothing();
    }

    default List<JsonTree> elements() {
        return this instanceof Elements(List<JsonTree> all) ? all : List.of();
    }

    default Map<String, JsonTree> members() {
        return this instanceof Members(Map<String, JsonTree> all) ? all : Map.of();
    }

    default String text() {
        return this instanceof Value(String text) ? text : "";
    }

    default String text(String name) {
        return get(name).text();
    }

    /// 0 for what is no whole number.
    default long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /// Null when it is not JSON. The parser's own limits bound depth and length.
    static @Nullable JsonTree parse(byte[] json) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            return read(parser, 32);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static JsonTree read(JsonParser parser, int depth) {
        JsonToken token = parser.currentToken();
        if (token == null || depth == 0) return nothing();
        if (token == JsonToken.START_OBJECT) {
            Map<String, JsonTree> all = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                all.put(name, read(parser, depth - 1));
            }
            return new Members(all);
        }
        if (token == JsonToken.START_ARRAY) {
            List<JsonTree> all = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == null) break;
                all.add(read(parser, depth - 1));
            }
            return new Elements(all);
        }
        return token == JsonToken.VALUE_NULL ? nothing() : new Value(parser.getString());
    }
}
