package org.demarc.edge.registrar;

import org.demarc.sip.message.HeaderName;
import org.jspecify.annotations.Nullable;

/// Why a REGISTER is not done, as an answer.
///
/// @param header that the answer carries besides; null for none
/// @param value of it
/// @param rule the reason for people: a rule of the catalogue or a section of an RFC
record Refused(int status, String reason, @Nullable HeaderName header, String value, String rule)
        implements Results.OfRequest, Results.OfContact, Results.OfUpdate {
    static Refused badRequest(String rule) {
        return new Refused(400, "Bad Request", null, "", rule);
    }

    static Refused forbidden(String rule) {
        return new Refused(403, "Forbidden", null, "", rule);
    }

    static Refused notFound(String rule) {
        return new Refused(404, "Not Found", null, "", rule);
    }

    static Refused badExtension(String tags, String rule) {
        return new Refused(420, "Bad Extension", HeaderName.UNSUPPORTED, tags, rule);
    }
}
