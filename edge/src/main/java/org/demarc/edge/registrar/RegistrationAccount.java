package org.demarc.edge.registrar;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;
import org.demarc.sip.message.ServiceRoute;
import org.demarc.sip.message.SipUri;
import org.demarc.trunk.numbers.NumberRange;

/// A trunk account that registers with us (catalogue ARCH-001).
///
/// @param name of its trunk
/// @param user of its address-of-record, and its name in digests
/// @param domain of its address-of-record, and the realm of its digests (catalogue AUT-012); lower case
/// @param gin whether it registers in bulk
/// @param plainNumber where a plain registration gets the called number
/// @param numbers its inventory
/// @param secrets what its digests are checked with; an algorithm that is not there is not accepted from it
/// @param lifetimes of its bindings
/// @param maxContacts the most bindings at a time, 1 to 16
/// @param outbound whether flows of RFC 5626 are taken from it
/// @param told what it hears with each registration
public record RegistrationAccount(
        String name,
        String user,
        String domain,
        Gin gin,
        NumberPlace plainNumber,
        List<NumberRange> numbers,
        Map<Algorithm, Ha1> secrets,
        Lifetimes lifetimes,
        int maxContacts,
        boolean outbound,
        Told told) {
    /// What a PBX is told besides.
    ///
    /// @param flowTimer seconds of Flow-Timer for flows that end here (RFC 5626 section 4.4); 0: none is said
    /// @param serviceRoute for the requests of registered PBXs, in their order (RFC 3608); empty: none is said
    public record Told(int flowTimer, List<ServiceRoute> serviceRoute) {
        /// Nothing.
        public static final Told NOTHING = new Told(0, List.of());

        public Told {
            serviceRoute = List.copyOf(serviceRoute);
            if (flowTimer < 0) throw new IllegalArgumentException("flowTimer: 0 or more expected: " + flowTimer);
            for (ServiceRoute route : serviceRoute) {
                if (!(route.uri() instanceof SipUri uri) || !uri.params().has("lr")) {
                    throw new IllegalArgumentException("a service route is a SIP URI with lr: RFC 3608 section 6.3");
                }
            }
        }
    }

    /// One that is told nothing besides.
    public RegistrationAccount(
            String name,
            String user,
            String domain,
            Gin gin,
            NumberPlace plainNumber,
            List<NumberRange> numbers,
            Map<Algorithm, Ha1> secrets,
            Lifetimes lifetimes,
            int maxContacts,
            boolean outbound) {
        this(name, user, domain, gin, plainNumber, numbers, secrets, lifetimes, maxContacts, outbound, Told.NOTHING);
    }

    /// The same, which hears this.
    public RegistrationAccount with(Told other) {
        return new RegistrationAccount(
                name, user, domain, gin, plainNumber, numbers, secrets, lifetimes, maxContacts, outbound, other);
    }

    /// All of them fit into one answer.
    public static final int MOST_CONTACTS = 16;

    public RegistrationAccount {
        if (user.isEmpty() || domain.isEmpty()) throw new IllegalArgumentException("user and domain expected");
        if (maxContacts < 1 || maxContacts > MOST_CONTACTS) {
            throw new IllegalArgumentException("maxContacts: 1.." + MOST_CONTACTS + " expected: " + maxContacts);
        }
        domain = domain.toLowerCase(Locale.ROOT);
        numbers = List.copyOf(numbers);
        secrets = Map.copyOf(secrets);
    }

    /// The secrets of a password in the algorithms that the account may use.
    public static Map<Algorithm, Ha1> secrets(String user, String domain, String password, List<Algorithm> algorithms) {
        Map<Algorithm, Ha1> secrets = new EnumMap<>(Algorithm.class);
        for (Algorithm a : algorithms) {
            secrets.put(a, Ha1.of(a, user, domain.toLowerCase(Locale.ROOT), password));
        }
        return secrets;
    }

    /// True when the number (E.164) is in its inventory.
    public boolean owns(String number) {
        if (!NumberRange.isE164(number)) return false;
        for (NumberRange range : numbers) {
            if (range.contains(number)) return true;
        }
        return false;
    }

    /// `sip:user@domain`
    public String addressOfRecord() {
        return "sip:" + user + "@" + domain;
    }

    /// What its bindings are kept by: those of another account, though its trunk has the same name, are not its own.
    public String key() {
        return name + " " + user + "@" + domain;
    }

    /// True when what is bound to this may stay bound to the other: it is the same account for its PBX.
    boolean isSameAs(RegistrationAccount other) {
        return name.equals(other.name) && user.equals(other.user) && domain.equals(other.domain);
    }

    /// Never a secret.
    @Override
    public String toString() {
        return "RegistrationAccount[" + name + " " + addressOfRecord() + "]";
    }
}
