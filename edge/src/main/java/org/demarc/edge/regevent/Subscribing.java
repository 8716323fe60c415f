package org.demarc.edge.regevent;

import java.util.List;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registrar.RegistrationAccount;
import org.demarc.sip.message.Accept;
import org.demarc.sip.message.Event;
import org.demarc.sip.message.Expires;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// What becomes of a SUBSCRIBE for registrations: RFC 6665 section 4.2.1, RFC 3680 section 4.6, RFC 6140 section 7.2.
/// An
/// account may learn of itself, and of nobody else.
public final class Subscribing {
    public static final String PACKAGE = "reg";

    /// RFC 3680 section 4.4.
    public static final long USUAL = 3_761;

    public static final long LEAST = 60;
    public static final long MOST = 86_400;

    /// What to do.
    public sealed interface Decision {
        /// Answer 200 with `Expires`, and notify at once.
        ///
        /// @param number the one that is asked about; null: all of the account
        /// @param seconds granted; 0: told once
        record Take(Registration of, @Nullable String number, long seconds) implements Decision {}

        /// Send it on to the PBX, as an INVITE for that number would be: only the PBX knows its phones.
        record Forward(Registration to, String number) implements Decision {}

        /// Answer with this.
        ///
        /// @param header that the answer carries besides; null for none
        record Refuse(int status, String reason, @Nullable HeaderName header, String value) implements Decision {}
    }

    private Subscribing() {}

    /// Reads a SUBSCRIBE outside a dialog.
    ///
    /// @param from the account that is proven to have sent it
    /// @param now milliseconds since 1970
    public static Decision decide(Request subscribe, Registration from, long now) {
        boolean reg = subscribe.header(Event.TYPE) instanceof Field.Present<Event>(Event event)
                && event.eventType().equals(PACKAGE);
        if (!reg) return new Decision.Refuse(489, "Bad Event", HeaderName.ALLOW_EVENTS, PACKAGE);
        RegistrationAccount account = from.account();
        String user = user(subscribe.requestUri(), account);
        boolean number = !user.equals(account.user()) && NumberRange.isE164(user) && account.owns(user);
        if (!number && !user.equals(account.user())) return new Decision.Refuse(403, "Forbidden", null, "");
        if (number && !from.bindings().live(now).isEmpty()) return new Decision.Forward(from, user);
        if (!number && !RegInfo.offers(account)) return new Decision.Refuse(489, "Bad Event", null, "");
        if (!accepts(subscribe)) {
            return new Decision.Refuse(406, "Not Acceptable", HeaderName.ACCEPT, RegInfo.TYPE);
        }
        long asked = subscribe.header(Expires.TYPE) instanceof Field.Present<Expires>(Expires e) ? e.seconds() : USUAL;
        if (asked > 0 && asked < LEAST) {
            return new Decision.Refuse(423, "Interval Too Brief", HeaderName.MIN_EXPIRES, Long.toString(LEAST));
        }
        return new Decision.Take(from, number ? user : null, Math.min(asked, MOST));
    }

    private static String user(Uri uri, RegistrationAccount account) {
        return uri instanceof SipUri sip && sip.host().equalsIgnoreCase(account.domain()) ? sip.decodedUser() : "";
    }

    private static boolean accepts(Request subscribe) {
        if (!(subscribe.all(Accept.TYPE) instanceof Fields.Values<Accept>(List<Accept> accepted))) return false;
        if (accepted.isEmpty()) return true;
        for (Accept a : accepted) {
            String type = a.toString();
            int semicolon = type.indexOf(';');
            String name = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
            if (name.equalsIgnoreCase(RegInfo.TYPE) || name.equals("*/*") || name.equalsIgnoreCase("application/*")) {
                return true;
            }
        }
        return false;
    }
}
