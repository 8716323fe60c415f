package org.demarc.edge.registrar;

import org.demarc.sip.message.Params;
import org.demarc.sip.message.SipUri;
import org.jspecify.annotations.Nullable;

/// The bulk number contact of RFC 6140: one URI that stands for a contact of each number.
public final class BulkContact {
    /// The URI parameter that makes it one, section 9.2.1.
    public static final String BNC = "bnc";

    /// The URI parameter that a GRUU hands through to the PBX, section 9.2.2.
    public static final String SG = "sg";

    private BulkContact() {}

    /// The rule that a URI with `bnc` breaks: no user part, no user parameter, no value (sections 5.2, 5.3, 9.2.1);
    /// null
    /// when it is right.
    public static @Nullable String broken(SipUri uri) {
        if (uri.user() != null) return "REG-005";
        if (uri.params().has("user")) return "REG-006";
        return uri.params().get(BNC) != null ? "RFC 6140 9.2.1" : null;
    }

    /// The contact of one number: the number in front, `bnc` gone, every other URI parameter kept and none added
    /// (section 5.2, catalogue REG-007). What no Request-URI may carry (RFC 3261 section 19.1.1) is left out.
    ///
    /// @param user `+` and digits, or the user of a temporary GRUU
    public static SipUri of(SipUri bulk, @Nullable String user) {
        Params params = bulk.params().without(BNC).without("method");
        return new SipUri(bulk.secure(), user, null, bulk.host(), bulk.port(), params, "");
    }

    /// The public GRUU of an instance: the template with `bnc` and without user for a bulk contact (section 7.1.1), the
    /// account's address for a plain one (RFC 5627 section 5.4). Null for an instance id that would need escapes.
    public static @Nullable String publicGruu(RegistrationAccount account, Binding binding) {
        String urn = urn(binding.instance());
        if (urn == null) return null;
        return binding.bulk()
                ? "sip:" + account.domain() + ";" + BNC + ";gr=" + urn
                : account.addressOfRecord() + ";gr=" + urn;
    }

    /// What stands between the angle brackets of an instance id, if it can stand in a URI parameter as it is.
    static @Nullable String urn(String instance) {
        if (instance.length() < 3) return null;
        String urn = instance.substring(1, instance.length() - 1);
        for (int i = 0; i < urn.length(); i++) {
            char c = urn.charAt(i);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-_.!~*'()[]/:&+$".indexOf(c) >= 0);
            if (!plain) return null;
        }
        return urn;
    }
}
