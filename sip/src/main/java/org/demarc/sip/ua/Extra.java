package org.demarc.sip.ua;

import java.util.List;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;

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

    void addTo(MessageBuilder<?> builder) {
        for (Line line : fields) builder.add(line.name(), line.value());
    }
}
