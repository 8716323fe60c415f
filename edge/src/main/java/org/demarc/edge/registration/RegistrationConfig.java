package org.demarc.edge.registration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.TrunkAccount;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// A trunk that registers with its provider, as configured.
///
/// @param trunk its name
/// @param network name of the network it lives on
/// @param domain the provider's SIP domain: Request-URI of REGISTER, and host of all identities
/// @param registrars where REGISTER is sent, in order of preference; empty: the domain. One with `lr` is put into
///     Route as an outbound proxy
/// @param account who we are there
/// @param instance the URN of `+sip.instance`, the same after every restart (catalogue REG-047)
/// @param numbers the inventory that the provider assigned
/// @param mainNumber the number that calls show whose caller has none of the inventory; null: its first
/// @param policy how it is done
/// @param timing when it is done
public record RegistrationConfig(
        String trunk,
        String network,
        String domain,
        List<SipUri> registrars,
        Account account,
        String instance,
        List<NumberRange> numbers,
        @Nullable String mainNumber,
        Policy policy,
        Timing timing) {

    public RegistrationConfig {
        registrars = registrars.isEmpty() ? List.of(SipUri.of("", domain)) : List.copyOf(registrars);
        numbers = List.copyOf(numbers);
        if (mainNumber != null && !NumberRange.isE164(mainNumber)) {
            throw new IllegalArgumentException("mainNumber: + and 2 to 15 digits expected: " + mainNumber);
        }
    }

    /// Of a trunk that faces a provider. Its own numbers are those that the provider assigned; without any they are
    /// those
    /// of the PBXs, which calls come from.
    public static RegistrationConfig of(EdgeConfig edge, Trunk trunk) {
        RegistrationMode mode = trunk.registration();
        String domain = trunk.domain();
        if (mode == null || domain == null) throw new IllegalArgumentException(trunk.name() + " does not register");
        TrunkAccount a = mode.account();
        String password = a.password();
        var account =
                new Account(a.user(), a.user(), password == null ? "" : password, a.realm(), a.algorithms(), a.ha1s());
        var registrars = new ArrayList<SipUri>();
        for (Peer peer : trunk.peers()) {
            if (Uri.parse(peer.requestUri()) instanceof Field.Present<Uri>(SipUri uri) && !registrars.contains(uri)) {
                registrars.add(uri);
            }
        }
        List<NumberRange> numbers = trunk.numbers();
        if (numbers.isEmpty()) {
            numbers = new ArrayList<>();
            for (Trunk other : edge.trunks()) if (other.faces() == Faces.PBX) numbers.addAll(other.numbers());
        }
        var policy = new Policy(
                Gin.valueOf(mode.gin().name()),
                OutboundUse.valueOf(mode.atProvider().outbound().name()),
                Order.valueOf(mode.atProvider().registrars().name()),
                IdentityForm.valueOf(mode.atProvider().identity().name()),
                mode.lifetimes().usual());
        return new RegistrationConfig(
                trunk.name(),
                trunk.network(),
                domain,
                registrars,
                account,
                instance(edge.node(), trunk.name()),
                numbers,
                mode.atProvider().mainNumber(),
                policy,
                Timing.DEFAULT);
    }

    /// As far as the registration itself depends on it.
    RegistrationConfig withoutNumbers() {
        return new RegistrationConfig(
                trunk, network, domain, registrars, account, instance, List.of(), null, policy, timing);
    }

    /// A URN that is the same for the same node and trunk, so that nothing needs to be stored (RFC 5626 section 4.1).
    public static String instance(String node, String trunk) {
        return "urn:uuid:" + UUID.nameUUIDFromBytes((node + "\n" + trunk).getBytes(StandardCharsets.UTF_8));
    }

    /// The account's address of record.
    public SipUri addressOfRecord() {
        return SipUri.of(account.user(), domain);
    }

    /// Whether bulk registration (RFC 6140) is used.
    public enum Gin {
        /// It is, or there is no registration.
        REQUIRED,
        /// It is, unless the provider refuses it with 420 (catalogue REG-032, REG-033).
        OPTIONAL,
        /// The account alone is registered.
        OFF
    }

    /// Whether flows of RFC 5626 are asked for.
    public enum OutboundUse {
        OFF,
        /// On TCP and TLS, and wherever there are several flows (catalogue REG-025).
        STREAMS,
        ALWAYS
    }

    /// What several registrars are for.
    public enum Order {
        /// One registration, with the first that serves it.
        IN_TURN,
        /// One registration over each, with `reg-id` 1, 2, ... (catalogue REG-046).
        PARALLEL
    }

    /// Where a call says which number of the account it belongs to (catalogue IDN-004).
    public enum IdentityForm {
        ASSERTED,
        PREFERRED,
        NONE
    }

    /// How it is done.
    ///
    /// @param expires the lifetime that is asked for, seconds
    public record Policy(Gin gin, OutboundUse outbound, Order order, IdentityForm identity, long expires) {
        public static final Policy DEFAULT =
                new Policy(Gin.REQUIRED, OutboundUse.STREAMS, Order.IN_TURN, IdentityForm.ASSERTED, 3_600);

        public Policy {
            if (expires < 1) throw new IllegalArgumentException("expires: 1 second or more expected: " + expires);
        }
    }

    /// When it is done; milliseconds (RFC 5626 section 4.5, catalogue REG-022, REG-023).
    ///
    /// @param base of the back-off while no flow of the trunk lives
    /// @param baseBeside of the back-off while another one does
    /// @param most the longest back-off
    /// @param slow least time between attempts after a refusal
    /// @param refusals refusals of the credentials in a row after which no more are sent
    /// @param longestHold the longest Retry-After that is believed
    public record Timing(long base, long baseBeside, long most, long slow, int refusals, long longestHold) {
        public static final Timing DEFAULT = new Timing(30_000, 90_000, 1_800_000, 600_000, 3, 3_600_000);

        public Timing {
            if (base < 1 || baseBeside < 1 || most < base || slow < 1 || refusals < 1 || longestHold < 0) {
                throw new IllegalArgumentException("positive times expected, the longest back-off above its base");
            }
        }

        /// How long to wait after so many failures in a row: RFC 5626 section 4.5, from half of the upper bound to
        /// all of it.
        ///
        /// @param beside another flow of the trunk lives
        /// @param random any number that is not negative
        long backOff(int failures, boolean beside, long random) {
            long bound = beside ? baseBeside : base;
            for (int i = 0; i < failures && bound < most; i++) bound *= 2;
            bound = Math.min(bound, most);
            return between(bound / 2, bound, random);
        }

        /// What is believed of a Retry-After.
        long bounded(long hold) {
            return Math.min(hold, longestHold);
        }

        /// How long to wait after a refusal: the slow interval, and up to a fifth more.
        long slowly(long random) {
            return between(slow, slow + slow / 5, random);
        }

        /// When to refresh what was granted for `seconds` (catalogue REG-016): at 70 to 80 %, earlier where less than
        /// a transaction's time would be left, never before half of it.
        ///
        /// @param transaction how long a REGISTER may take until it fails
        static long refresh(long seconds, long transaction, long random) {
            long granted = seconds * 1_000;
            long high = Math.max(granted / 2, Math.min(granted * 8 / 10, granted - transaction));
            long low = Math.max(granted / 2, high * 7 / 8);
            return Math.max(SOONEST_REFRESH, between(low, high, random));
        }

        static long between(long low, long high, long random) {
            return low + random % (high - low + 1);
        }
    }

    /// No registrar makes us send more often, whatever lifetimes it grants.
    static final long SOONEST_REFRESH = 5_000;
}
