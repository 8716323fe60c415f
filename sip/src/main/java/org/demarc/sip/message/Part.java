package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A body that is no multipart: its MIME fields and its content.
public final class Part implements Body {
    private final List<RawField> fields;
    /// Fields, empty line and content as in the multipart it came from; for others only the content.
    private final byte[] octets;

    private final int contentAt;
    private final boolean fieldsInOctets;

    private Part(List<RawField> fields, byte[] octets, int contentAt, boolean fieldsInOctets) {
        this.fields = List.copyOf(fields);
        this.octets = octets;
        this.contentAt = contentAt;
        this.fieldsInOctets = fieldsInOctets;
    }

    public static Part of(String contentType, byte[] content) {
        return of(List.of(new RawField("Content-Type", contentType)), content);
    }

    public static Part of(List<RawField> fields, byte[] content) {
        return new Part(fields, content.clone(), 0, false);
    }

    /// A part as it lies in a multipart: the octets are kept, not copied.
    static Part asWritten(List<RawField> fields, byte[] octets, int contentAt) {
        return new Part(fields, octets, contentAt, true);
    }

    /// With this Content-ID, given without brackets.
    public Part withContentId(String id) {
        return with("Content-ID", "<" + id + ">");
    }

    public Part withDisposition(String disposition) {
        return with("Content-Disposition", disposition);
    }

    /// With the field set, in its place when it was there, else last.
    public Part with(String name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf(0) >= 0 || !Ascii.isToken(name)) {
            throw new IllegalArgumentException("a field name and a value without CR, LF and NUL are expected");
        }
        var changed = new ArrayList<RawField>(fields);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).name().equalsIgnoreCase(name)) {
                changed.set(i, new RawField(changed.get(i).name(), value));
                return of(changed, content());
            }
        }
        changed.add(new RawField(name, value));
        return of(changed, content());
    }

    @Override
    public List<RawField> fields() {
        return fields;
    }

    @Override
    public byte[] content() {
        return Arrays.copyOfRange(octets, contentAt, octets.length);
    }

    public int contentLength() {
        return octets.length - contentAt;
    }

    /// The content as UTF-8.
    public String text() {
        return new String(octets, contentAt, octets.length - contentAt, StandardCharsets.UTF_8);
    }

    @Override
    public List<Part> parts() {
        return List.of(this);
    }

    /// Fields, empty line and content: as they came, or written anew.
    byte[] encoded() {
        if (fieldsInOctets) {
            return octets;
        }
        return MultipartCodec.join(fields, content());
    }

    /// The same fields and content.
    @Override
    public boolean equals(Object other) {
        return other instanceof Part that
                && fields.equals(that.fields)
                && Arrays.equals(octets, contentAt, octets.length, that.octets, that.contentAt, that.octets.length);
    }

    @Override
    public int hashCode() {
        return 31 * fields.hashCode() + contentLength();
    }

    @Override
    public String toString() {
        return mediaType() + ", " + contentLength() + " octets";
    }
}
