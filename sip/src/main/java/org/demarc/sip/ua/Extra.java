package org.demarc.sip.ua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Request;

/// Header fields that a user adds to a request or response beyond those that the protocol owns.
///
/// @param fields name and value, in order
public record Extra(List<Extra.Line> fields) {
    public static final Extra NONE = new Extra(List.of());

    /// One of them.
    public record Line(HeaderName name, String value) {}

    /// One field alone.
    public static Extra of(HeaderName name, String value) {
        return new Extra(List.of(new Line(name, value)));
    }

    /// The credentials of a request, for the ACK to its 2xx (RFC 3261 section 13.2.2.4, catalogue AUT-021).
    public static Extra credentials(Request request) {
        var lines = new ArrayList<Line>(1);
        for (String value : request.rawAll(HeaderName.AUTHORIZATION)) {
            lines.add(new Line(HeaderName.AUTHORIZATION, value));
        }
        for (String value : request.rawAll(HeaderName.PROXY_AUTHORIZATION)) {
            lines.add(new Line(HeaderName.PROXY_AUTHORIZATION, value));
        }
        return lines.isEmpty() ? NONE : new Extra(lines);
    }

    void addTo(MessageBuilder<?> builder) {
        for (Line line : fields) builder.add(line.name(), line.value());
    }
}
