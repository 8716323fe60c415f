package org.demarc.interop.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON value with accessors that fail where something else is found than expected.
///
/// @param value String, Number, Boolean, List, Map, or null
public record Json(@Nullable Object value) {
    private static final JsonFactory FACTORY = new JsonFactory();

    public static Json read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return new Json(value(parser));
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) throw new AssertionError("JSON ends early");
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) list.add(value(parser));
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new AssertionError("unexpected " + token);
        };
    }

    /// The member of an object, or the element of a list by its number.
    public Json get(Object... path) {
        Object at = value;
        for (Object step : path) {
            if (step instanceof String name && at instanceof Map<?, ?> map && map.containsKey(name)) at = map.get(name);
            else if (step instanceof Integer i && at instanceof List<?> list && i < list.size()) at = list.get(i);
            else throw new AssertionError("there is no " + List.of(path) + " in " + value);
        }
        return new Json(at);
    }

    public long number() {
        if (value instanceof Number n) return n.longValue();
        throw new AssertionError("a number expected, not " + value);
    }

    public String text() {
        if (value instanceof String s) return s;
        throw new AssertionError("a text expected, not " + value);
    }

    public List<Json> list() {
        if (!(value instanceof List<?> all)) throw new AssertionError("a list expected, not " + value);
        List<Json> list = new ArrayList<>();
        for (Object element : all) list.add(new Json(element));
        return list;
    }

    public boolean isNull() {
        return value == null;
    }
}
