package org.demarc.console.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An answer, ready to be written.
///
/// @param status HTTP status
/// @param type media type
/// @param body text
/// @param headers further header fields
record Reply(int status, String type, String body, Map<String, String> headers) {
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    static Reply text(int status, String type, String body) {
        return new Reply(status, type, body, Map.of());
    }

    static Reply json(String body) {
        return new Reply(200, JSON, body, Map.of());
    }

    static Reply empty(int status) {
        return new Reply(status, "", "", Map.of());
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, type, body, more);
    }

    /// Problem details, RFC 9457 section 3. The type is about:blank: the title says what the status says.
    ///
    /// @param detail what went wrong here and what would be right
    static Reply problem(int status, String title, String detail) {
        return problem(status, title, detail, List.of());
    }

    /// @param errors all that is wrong, when there is more than one thing
    static Reply problem(int status, String title, String detail, List<String> errors) {
        return new Reply(status, PROBLEM, Json.problem(status, title, detail, errors), Map.of());
    }
}
