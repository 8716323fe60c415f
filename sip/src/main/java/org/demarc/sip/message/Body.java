package org.demarc.sip.message;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A body: one part, or a multipart of bodies (RFC 2046 §5.1, RFC 5621). Immutable; what nobody changed is
/// written octet for octet as it came.
public sealed interface Body permits Part, Multipart {
    /// The MIME fields that describe it, in order, as they were written.
    List<RawField> fields();

    /// Its octets without its MIME fields: a copy.
    byte[] content();

    /// The media type; `application/octet-stream` when the field is absent or cannot be read.
    default MediaType mediaType() {
        String value = field("Content-Type");
        MediaType type = value == null ? null : MediaType.read(value);
        return type == null ? new MediaType("application", "octet-stream", Params.EMPTY) : type;
    }

    /// The Content-ID without its angle brackets, as a `cid:` URI names it (RFC 2392); null when there is none.
    default @Nullable String contentId() {
        String id = field("Content-ID");
        return id != null && id.length() > 2 && id.startsWith("<") && id.endsWith(">")
                ? id.substring(1, id.length() - 1)
                : id;
    }

    /// The disposition in lower case. What none is said for: `session` for SDP, else `render` (RFC 3261
    /// §20.11).
    default String disposition() {
        String value = field("Content-Disposition");
        if (value != null && ContentDisposition.TYPE.parse(value) instanceof Field.Present<ContentDisposition>(var d)) {
            return Ascii.lower(d.disposition());
        }
        return mediaType().is("application/sdp") ? "session" : "render";
    }

    /// The value of the first field of that name, whatever its case.
    default @Nullable String field(String name) {
        for (RawField field : fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    /// The first part of that type, `type/subtype` in lower case, depth first.
    default Optional<Part> find(String mediaType) {
        return parts().stream().filter(part -> part.mediaType().is(mediaType)).findFirst();
    }

    /// The part of that Content-ID.
    default Optional<Part> findById(String contentId) {
        return parts().stream()
                .filter(part -> contentId.equals(part.contentId()))
                .findFirst();
    }

    /// All leaves, depth first.
    List<Part> parts();
}
