package org.demarc.sip.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Multipart bodies to trees and back: RFC 2046 §5.1, RFC 5621 §3. Malformed input is a value; preamble and
/// epilogue are allowed and kept only in the octets.
public final class MultipartCodec {
    private static final int MAX_BOUNDARY = 70;
    private static final int MAX_PART_FIELDS = 64;

    private final Limits limits;
    private int parts;

    private MultipartCodec(Limits limits) {
        this.limits = limits;
    }

    /// The body of these MIME fields and octets as a tree.
    public static Field<Body> decode(List<RawField> fields, byte[] content, Limits limits) {
        return new MultipartCodec(limits).body(fields, content, 0);
    }

    /// The body of a message as a tree; absent when the message has none.
    public static Field<Body> decode(SipMessage message, Limits limits) {
        return message.hasBody() ? decode(describing(message), message.bodyBytes(), limits) : new Field.Absent<>();
    }

    /// Whether a message has a body of several parts.
    public static boolean isMultipart(SipMessage message) {
        int i = message.hasBody() ? message.find(HeaderName.CONTENT_TYPE, 0) : -1;
        if (i < 0) {
            return false;
        }
        long field = message.index.fields[i];
        int end = WireIndex.end(field);
        int start = Unfold.trimStart(message.octets, WireIndex.valueStart(field), end);
        int typeEnd = Ascii.span(Ascii.TOKEN, message.octets, start, end);
        return Ascii.equalsIgnoreCase(message.octets, start, typeEnd, "multipart");
    }

    /// As [SipMessage#body()] says.
    static Body of(SipMessage message) {
        return switch (decode(message, Limits.DEFAULT)) {
            case Field.Present<Body>(Body body) -> body;
            case Field.Absent<Body> _, Field.Malformed<Body> _ -> Part.of(describing(message), message.bodyBytes());
        };
    }

    private static List<RawField> describing(SipMessage message) {
        var fields = new ArrayList<RawField>(2);
        add(fields, message, HeaderName.CONTENT_TYPE);
        add(fields, message, HeaderName.CONTENT_DISPOSITION);
        add(fields, message, HeaderName.CONTENT_ID);
        add(fields, message, HeaderName.CONTENT_ENCODING);
        add(fields, message, HeaderName.CONTENT_LANGUAGE);
        return fields;
    }

    private static void add(List<RawField> fields, SipMessage message, HeaderName name) {
        String value = message.raw(name);
        if (value != null) {
            fields.add(new RawField(name.canonical(), value));
        }
    }

    private Field<Body> body(List<RawField> fields, byte[] content, int depth) {
        Part part = Part.of(fields, content);
        if (!part.mediaType().isMultipart()) {
            return new Field.Present<>(part);
        }
        String boundary = part.mediaType().params().unquoted("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY || boundary.endsWith(" ")) {
            return new Field.Malformed<>("multipart: boundary of 1 to 70 characters expected");
        }
        if (depth == limits.multipartDepth()) {
            return new Field.Malformed<>("multipart: nested too deep");
        }
        return multipart(fields, content, boundary, depth);
    }

    private Field<Body> multipart(List<RawField> fields, byte[] content, String boundary, int depth) {
        byte[] dashed = ("--" + boundary).getBytes(StandardCharsets.UTF_8);
        var children = new ArrayList<Body>();
        int partAt = -1;
        int line = 0;
        while (line < content.length) {
            int lineEnd = lineEnd(content, line);
            if (isDelimiter(content, line, lineEnd, dashed)) {
                if (partAt >= 0) {
                    // The CRLF before a delimiter belongs to the delimiter: RFC 2046 §5.1.1.
                    int end = Math.max(partAt, line - 2);
                    Field<Body> child = part(content, partAt, end, depth);
                    if (!(child instanceof Field.Present<Body>(Body body))) {
                        return child;
                    }
                    children.add(body);
                }
                if (isClosing(content, line + dashed.length, lineEnd)) {
                    return children.isEmpty()
                            ? new Field.Malformed<>("multipart: no part")
                            : new Field.Present<>(Multipart.asWritten(fields, children, content));
                }
                if (++parts > limits.multipartParts()) {
                    return new Field.Malformed<>("multipart: too many parts");
                }
                partAt = Math.min(content.length, lineEnd + 2);
            }
            line = lineEnd + 2;
        }
        return new Field.Malformed<>("multipart: closing boundary missing");
    }

    /// The offset of the CRLF that ends the line, or the end of the octets.
    private static int lineEnd(byte[] b, int from) {
        for (int i = from; i + 1 < b.length; i++) {
            if (b[i] == '\r' && b[i + 1] == '\n') {
                return i;
            }
        }
        return b.length;
    }

    /// The line is the dashed boundary, then perhaps `--`, then only white space.
    private static boolean isDelimiter(byte[] b, int line, int lineEnd, byte[] dashed) {
        int after = line + dashed.length;
        if (after > lineEnd || !Arrays.equals(b, line, after, dashed, 0, dashed.length)) {
            return false;
        }
        int rest = isClosing(b, after, lineEnd) ? after + 2 : after;
        return Ascii.span(Ascii.WS, b, rest, lineEnd) == lineEnd;
    }

    private static boolean isClosing(byte[] b, int after, int lineEnd) {
        return lineEnd - after >= 2 && b[after] == '-' && b[after + 1] == '-';
    }

    private Field<Body> part(byte[] b, int from, int to, int depth) {
        var fields = new ArrayList<RawField>(4);
        int i = from;
        while (i < to) {
            int end = lineEnd(b, i);
            while (end > i && end + 2 < to && (b[end + 2] == ' ' || b[end + 2] == '\t')) {
                end = lineEnd(b, end + 2);
            }
            end = Math.min(end, to);
            if (end == i) {
                i = Math.min(to, i + 2);
                return leafOrTree(fields, b, from, i, to, depth);
            }
            RawField field = fields.size() < MAX_PART_FIELDS ? field(b, i, end) : null;
            if (field == null) {
                return new Field.Malformed<>("multipart: field of a part expected");
            }
            fields.add(field);
            i = Math.min(to, end + 2);
        }
        return leafOrTree(fields, b, from, to, to, depth); // fields only: the content is empty
    }

    private Field<Body> leafOrTree(List<RawField> fields, byte[] b, int from, int contentAt, int to, int depth) {
        Part part = Part.asWritten(fields, Arrays.copyOfRange(b, from, to), contentAt - from);
        return part.mediaType().isMultipart() ? body(fields, part.content(), depth + 1) : new Field.Present<>(part);
    }

    private static @Nullable RawField field(byte[] b, int from, int to) {
        int nameEnd = Ascii.span(Ascii.TOKEN, b, from, to);
        int colon = nameEnd;
        while (colon < to && (b[colon] == ' ' || b[colon] == '\t')) {
            colon++;
        }
        if (nameEnd == from || colon == to || b[colon] != ':') {
            return null;
        }
        for (int i = colon; i < to; i++) {
            if (b[i] == 0 || (b[i] == '\n' && b[i - 1] != '\r') || (b[i] == '\r' && b[i + 1] != '\n')) {
                return null;
            }
        }
        return new RawField(Ascii.text(b, from, nameEnd), Unfold.text(b, colon + 1, to));
    }

    /// A boundary that no part holds: made from a check sum of the parts, so that the same parts get the same.
    static String boundary(List<? extends Body> children) {
        var sum = new CRC32();
        var all = new ArrayList<String>(children.size());
        for (Body child : children) {
            byte[] octets = encoded(child);
            sum.update(octets);
            all.add(new String(octets, StandardCharsets.ISO_8859_1));
        }
        long number = sum.getValue();
        while (true) {
            String boundary = "part-" + Long.toHexString(number);
            if (all.stream().noneMatch(octets -> octets.contains(boundary))) {
                return boundary;
            }
            number++;
        }
    }

    static byte[] encode(String boundary, List<? extends Body> children) {
        var out = new ByteArrayOutputStream(512);
        for (Body child : children) {
            out.writeBytes(("--" + boundary + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(encoded(child));
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        out.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static byte[] encoded(Body body) {
        return switch (body) {
            case Part part -> part.encoded();
            case Multipart multipart -> multipart.encoded();
        };
    }

    static byte[] join(List<RawField> fields, byte[] content) {
        var out = new ByteArrayOutputStream(content.length + 128);
        for (RawField field : fields) {
            out.writeBytes((field.name() + ": " + field.value() + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes(new byte[] {'\r', '\n'});
        out.writeBytes(content);
        return out.toByteArray();
    }
}
