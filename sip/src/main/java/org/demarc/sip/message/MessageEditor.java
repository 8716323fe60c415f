package org.demarc.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Changes single fields of a message; all else leaves byte for byte as it came. Used once, by one thread.
public final class MessageEditor<M extends SipMessage> {
    private sealed interface Line {}

    private record Kept(int field, HeaderName name) implements Line {}

    private record Written(HeaderName name, String value) implements Line {}

    private final SipMessage original;
    private final BiFunction<byte[], WireIndex, M> finish;
    private final List<Line> lines;
    private @Nullable String requestUri;
    private byte @Nullable [] body;

    MessageEditor(SipMessage original, BiFunction<byte[], WireIndex, M> finish) {
        this.original = original;
        this.finish = finish;
        this.lines = new ArrayList<>(original.index.count + 4);
        for (int i = 0; i < original.index.count; i++) {
            lines.add(new Kept(i, original.nameAt(i)));
        }
    }

    /// One field of that name with this value, in the place of the first; last when there was none.
    public MessageEditor<M> replace(HeaderName name, String value) {
        int at = firstOf(name);
        if (at < 0) {
            return append(name, value);
        }
        lines.set(at, new Written(own(name), value));
        for (int i = lines.size() - 1; i > at; i--) {
            if (nameOf(lines.get(i)).equals(name)) {
                lines.remove(i);
            }
        }
        return this;
    }

    public <T> MessageEditor<M> replace(HeaderType<T> type, T value) {
        return replace(type.name(), type.write(value));
    }

    /// The first field line of that name replaced, the others kept; last when there was none.
    public MessageEditor<M> replaceFirst(HeaderName name, String value) {
        int at = firstOf(name);
        if (at < 0) {
            return append(name, value);
        }
        lines.set(at, new Written(own(name), value));
        return this;
    }

    public MessageEditor<M> remove(HeaderName name) {
        own(name);
        lines.removeIf(line -> nameOf(line).equals(name));
        return this;
    }

    /// The first field line of that name taken away.
    public MessageEditor<M> removeFirst(HeaderName name) {
        int at = firstOf(own(name));
        if (at >= 0) {
            lines.remove(at);
        }
        return this;
    }

    /// A field before the first of that name, or before all others.
    public MessageEditor<M> prepend(HeaderName name, String value) {
        lines.add(Math.max(0, firstOf(name)), new Written(own(name), value));
        return this;
    }

    /// A field behind the last of that name, or behind all others.
    public MessageEditor<M> append(HeaderName name, String value) {
        int at = lines.size();
        for (int i = 0; i < lines.size(); i++) {
            if (nameOf(lines.get(i)).equals(name)) {
                at = i + 1;
            }
        }
        lines.add(at, new Written(own(name), value));
        return this;
    }

    /// Another Request-URI; for a request only.
    public MessageEditor<M> requestUri(String uri) {
        if (original.index.method == null) {
            throw new IllegalArgumentException("a response has no Request-URI");
        }
        requestUri = uri;
        return this;
    }

    /// Another body with its Content-Type; Content-Length follows.
    public MessageEditor<M> body(String contentType, byte[] content) {
        replace(HeaderName.CONTENT_TYPE, contentType);
        body = content;
        return this;
    }

    /// No body, Content-Type, Content-Disposition, Content-Encoding or Content-Language.
    public MessageEditor<M> withoutBody() {
        body = new byte[0];
        return remove(HeaderName.CONTENT_TYPE)
                .remove(HeaderName.CONTENT_DISPOSITION)
                .remove(HeaderName.CONTENT_ENCODING)
                .remove(HeaderName.CONTENT_LANGUAGE)
                .remove(HeaderName.CONTENT_ID);
    }

    public M build() {
        var builder = new MessageBuilder<>(finish);
        Method method = original.index.method;
        if (requestUri != null && method != null) {
            builder.requestLine(method, requestUri);
        } else {
            builder.startLine(original);
        }
        for (Line line : lines) {
            switch (line) {
                case Written(HeaderName name, String value) -> builder.add(name, value);
                case Kept(int field, HeaderName name) -> {
                    if (!name.equals(HeaderName.CONTENT_LENGTH)) {
                        builder.copy(original, field);
                    } else if (body == null) {
                        builder.copyContentLength(original, field);
                    }
                }
            }
        }
        byte[] changed = body;
        builder.bodyOctets(changed != null ? changed : original.bodyBytes());
        return builder.build();
    }

    private static HeaderName own(HeaderName name) {
        if (name.equals(HeaderName.CONTENT_LENGTH)) {
            throw new IllegalArgumentException("Content-Length follows the body");
        }
        return name;
    }

    private int firstOf(HeaderName name) {
        for (int i = 0; i < lines.size(); i++) {
            if (nameOf(lines.get(i)).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static HeaderName nameOf(Line line) {
        return switch (line) {
            case Kept(int _, HeaderName name) -> name;
            case Written(HeaderName name, String _) -> name;
        };
    }
}
