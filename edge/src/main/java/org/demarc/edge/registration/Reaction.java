package org.demarc.edge.registration;

import java.util.List;
import java.util.Locale;
import org.demarc.edge.registration.RegistrationConfig.Gin;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.MinExpires;
import org.demarc.sip.message.Params;
import org.demarc.sip.message.Require;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.RetryAfter;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Unsupported;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// What a final response to REGISTER makes us do.
sealed interface Reaction {
    /// We are registered.
    record Granted() implements Reaction {}

    /// We have to say who we are.
    record Challenged() implements Reaction {}

    /// Again, for longer (RFC 3261 section 10.2.8, catalogue REG-018).
    record Longer(long seconds) implements Reaction {}

    /// Again, without `gin` (catalogue REG-032, REG-033).
    record Plain() implements Reaction {}

    /// Again, without `outbound` (RFC 5626 section 4.2.1).
    record WithoutOutbound() implements Reaction {}

    /// Again, at another registrar of the same domain.
    record Elsewhere(SipUri uri) implements Reaction {}

    /// This server cannot now; another one may (RFC 3263 section 4.3, catalogue DNS-004).
    ///
    /// @param hold milliseconds that it wants to be left alone; -1: nothing said
    record NextTarget(long hold) implements Reaction {}

    /// Not now, and no other server of the provider is asked for it (catalogue DNS-005).
    record Later(long hold) implements Reaction {}

    /// Not wanted (catalogue REG-023).
    record Unwanted(long hold, String why, String rule) implements Reaction {}

    /// The longest lifetime that we let ourselves be talked into.
    long MOST_SECONDS = 86_400;

    /// What was asked, as far as it matters.
    ///
    /// @param gin in bulk
    /// @param outbound with `reg-id`
    /// @param expires seconds
    /// @param secure over TLS
    record Asked(boolean gin, boolean outbound, long expires, boolean secure) {}

    static Reaction of(Response response, Asked asked, RegistrationConfig config) {
        int status = response.status();
        if (response.isSuccess()) return new Granted();
        long hold = hold(response);
        String said = status + " " + response.reason();
        return switch (status) {
            case 401, 407 -> new Challenged();
            case 420 -> badExtension(response, asked, config, hold);
            case 421 ->
                !asked.gin() && demands(response, "gin")
                        ? new Unwanted(hold, "the provider wants registration in bulk (gin)", "REG-033")
                        : new Unwanted(hold, said, "REG-023");
            case 423 -> {
                long least = response.header(MinExpires.TYPE) instanceof Field.Present(MinExpires(long s)) ? s : 0;
                yield least > asked.expires() && least <= MOST_SECONDS
                        ? new Longer(least)
                        : new Unwanted(hold, said + " without a Min-Expires that can be met", "REG-018");
            }
            case 439 -> asked.outbound() ? new WithoutOutbound() : new Unwanted(hold, said, "RFC 5626 section 11.6");
            case 503 -> new NextTarget(hold);
            case 408, 429, 480, 491 -> new Later(hold);
            default -> {
                if (status < 400) {
                    SipUri elsewhere = elsewhere(response, asked, config);
                    yield elsewhere != null
                            ? new Elsewhere(elsewhere)
                            : new Unwanted(
                                    hold, said + " to nowhere in " + config.domain(), "RFC 3261 section 8.1.3.4");
                }
                yield status >= 500 && status < 600 ? new Later(hold) : new Unwanted(hold, said, "REG-023");
            }
        };
    }

    private static Reaction badExtension(Response response, Asked asked, RegistrationConfig config, long hold) {
        boolean gin = false;
        if (response.all(Unsupported.TYPE) instanceof Fields.Values<Unsupported>(List<Unsupported> all)) {
            for (Unsupported u : all) gin |= u.optionTag().equalsIgnoreCase("gin");
        }
        if (!gin || !asked.gin()) return new Unwanted(hold, "420 " + response.reason(), "REG-023");
        return config.policy().gin() == Gin.OPTIONAL
                ? new Plain()
                : new Unwanted(hold, "the provider has no registration in bulk (gin)", "REG-033");
    }

    private static boolean demands(Response response, String optionTag) {
        if (response.all(Require.TYPE) instanceof Fields.Values<Require>(List<Require> required)) {
            for (Require r : required) if (r.optionTag().equalsIgnoreCase(optionTag)) return true;
        }
        return false;
    }

    private static long hold(Response response) {
        return response.header(RetryAfter.TYPE) instanceof Field.Present(RetryAfter after)
                ? after.seconds() * 1_000
                : -1;
    }

    /// The first Contact of a 3xx that lies in the provider's domain, or is a registrar that was configured: nobody
    /// else gets our account. What was asked over TLS stays there.
    private static @Nullable SipUri elsewhere(Response response, Asked asked, RegistrationConfig config) {
        if (!(response.all(Contact.TYPE) instanceof Fields.Values<Contact>(List<Contact> contacts))) return null;
        for (Contact contact : contacts) {
            if (contact.isStar() || !(contact.uri() instanceof SipUri uri) || !isInside(uri.host(), config)) continue;
            String parameter = uri.transport();
            Transport transport = parameter == null ? null : Transport.of(parameter);
            if (parameter != null && transport == null) continue;
            SipUri to = new SipUri(uri.secure(), null, null, uri.host(), uri.port(), Params.EMPTY, "");
            boolean secure = uri.secure() || (transport != null && transport.secure());
            if (asked.secure() && !secure) {
                if (transport != null) continue;
                to = to.withParam("transport", Transport.TLS.parameter());
            } else if (transport != null) {
                to = to.withParam("transport", transport.parameter());
            }
            return to;
        }
        return null;
    }

    private static boolean isInside(String host, RegistrationConfig config) {
        String name = host.toLowerCase(Locale.ROOT);
        String domain = config.domain().toLowerCase(Locale.ROOT);
        if (name.equals(domain) || name.endsWith("." + domain)) return true;
        for (SipUri registrar : config.registrars()) if (registrar.host().equalsIgnoreCase(name)) return true;
        return false;
    }
}
