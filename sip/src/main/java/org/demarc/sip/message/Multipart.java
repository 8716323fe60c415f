package org.demarc.sip.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A multipart body, RFC 2046 §5.1: its parts in order.
public final class Multipart implements Body {
    private final List<RawField> fields;
    private final List<Body> children;
    private final byte[] content;

    private Multipart(List<RawField> fields, List<Body> children, byte[] content) {
        this.fields = List.copyOf(fields);
        this.children = List.copyOf(children);
        this.content = content;
    }

    static Multipart asWritten(List<RawField> fields, List<Body> children, byte[] content) {
        return new Multipart(fields, children, content);
    }

    /// `multipart/mixed` or another subtype of these parts, with a boundary that none of them holds.
    public static Multipart of(String subtype, List<? extends Body> children) {
        if (children.isEmpty() || !Ascii.isToken(subtype)) {
            throw new IllegalArgumentException("a subtype and at least one part are expected");
        }
        String boundary = MultipartCodec.boundary(children);
        var type = new RawField("Content-Type", "multipart/" + subtype + ";boundary=" + boundary);
        return new Multipart(List.of(type), List.copyOf(children), MultipartCodec.encode(boundary, children));
    }

    /// The bodies directly inside, in order.
    public List<Body> children() {
        return children;
    }

    /// The same with other parts and a new boundary; the subtype and the fields beside Content-Type stay.
    public Multipart withChildren(List<? extends Body> others) {
        Multipart made = of(mediaType().subtype(), others);
        var kept = new ArrayList<RawField>(fields.size());
        for (RawField field : fields) {
            kept.add(field.name().equalsIgnoreCase("Content-Type") ? made.fields.getFirst() : field);
        }
        return new Multipart(kept, made.children, made.content);
    }

    @Override
    public List<RawField> fields() {
        return fields;
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    byte[] encoded() {
        return MultipartCodec.join(fields, content);
    }

    @Override
    public List<Part> parts() {
        var parts = new ArrayList<Part>();
        for (Body child : children) {
            parts.addAll(child.parts());
        }
        return parts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multipart that && fields.equals(that.fields) && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * fields.hashCode() + content.length;
    }

    @Override
    public String toString() {
        return mediaType().name() + " of " + children;
    }
}
