package org.demarc.edge.b2bua;

import java.util.List;
import org.demarc.sip.message.Body;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Part;
import org.demarc.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;

/// What the edge accepts as bodies (RFC 3261 section 8.2.3, RFC 5621, catalogue ARCH-019).
final class Bodies {
    private Bodies() {}

    /// What was found.
    sealed interface Found {
        /// No body at all.
        record Nothing() implements Found {}

        /// A session description, alone or as a part of a multipart body. Other parts do not cross.
        record Sdp(byte[] octets) implements Found {}

        /// A body that must be refused: 415 or 400.
        record Unsupported(int status, String why) implements Found {}
    }

    static Found sdp(SipMessage message) {
        if (!message.hasBody()) return new Found.Nothing();
        String type = message.raw(HeaderName.CONTENT_TYPE);
        if (type == null) return new Found.Unsupported(400, "a body without Content-Type");
        String encoding = message.raw(HeaderName.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return new Found.Unsupported(415, "Content-Encoding other than identity");
        }
        if (is(type, "application/sdp")) return new Found.Sdp(message.bodyBytes());
        if (type.regionMatches(true, 0, "multipart/", 0, 10)) return inside(message.body());
        if (isOptional(message.raw(HeaderName.CONTENT_DISPOSITION))) return new Found.Nothing();
        return new Found.Unsupported(415, "application/sdp expected");
    }

    /// The first description of a tree; a part that is neither that nor optional must be understood (RFC 5621
    /// section 8).
    private static Found inside(Body body) {
        Found found = new Found.Nothing();
        for (Part part : body.parts()) {
            if (part.mediaType().is("application/sdp")) {
                if (found instanceof Found.Nothing) found = new Found.Sdp(part.content());
            } else if (!isOptional(part.field("Content-Disposition"))) {
                return new Found.Unsupported(415, "a required body part of a type that is not understood");
            }
        }
        return found;
    }

    private static boolean is(String type, String wanted) {
        int length = wanted.length();
        if (!type.regionMatches(true, 0, wanted, 0, length)) return false;
        for (int i = length; i < type.length(); i++) {
            char c = type.charAt(i);
            if (c == ';') return true;
            if (c != ' ' && c != '\t') return false;
        }
        return true;
    }

    private static boolean isOptional(@Nullable String disposition) {
        return disposition != null
                && disposition.toLowerCase(java.util.Locale.ROOT).contains("handling=optional");
    }

    /// False when the caller's Accept excludes SDP, so that no answer could reach it: 406 (RFC 3261 section
    /// 21.4.7).
    static boolean acceptsSdp(SipMessage message) {
        List<String> lines = message.rawAll(HeaderName.ACCEPT);
        if (lines.isEmpty()) return true;
        for (String line : lines) {
            for (String range : line.split(",", -1)) {
                String type = range.strip();
                if (is(type, "application/sdp") || is(type, "application/*") || is(type, "*/*")) return true;
            }
        }
        return false;
    }
}
