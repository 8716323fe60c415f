package org.demarc.trunk.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What makes a trunk one of mode registration: the PBX's side registers the account at the provider's side (catalogue
/// ARCH-001). Which side we are, `Trunk.faces` says.
///
/// @param account who registers
/// @param gin whether all numbers are registered at once
/// @param lifetimes how long a registration may live
/// @param contacts the most contacts of the account at a time, where we are the registrar
/// @param calledNumber where a plainly registered PBX finds the called number, where we are the registrar
/// @param authenticate which requests must prove the account, where we are the registrar
/// @param atProvider where we register
/// @param asRegistrar where we are the registrar
public record RegistrationMode(
        TrunkAccount account,
        Gin gin,
        Lifetimes lifetimes,
        int contacts,
        CalledNumber calledNumber,
        Authenticate authenticate,
        AtProvider atProvider,
        AsRegistrar asRegistrar) {

    /// Where we register.
    public RegistrationMode(
            TrunkAccount account,
            Gin gin,
            Lifetimes lifetimes,
            int contacts,
            CalledNumber calledNumber,
            Authenticate authenticate,
            AtProvider atProvider) {
        this(account, gin, lifetimes, contacts, calledNumber, authenticate, atProvider, AsRegistrar.DEFAULT);
    }

    /// As a registrar.
    public RegistrationMode(
            TrunkAccount account,
            Gin gin,
            Lifetimes lifetimes,
            int contacts,
            CalledNumber calledNumber,
            Authenticate authenticate) {
        this(account, gin, lifetimes, contacts, calledNumber, authenticate, AtProvider.DEFAULT);
    }

    /// The same, where the registrar chose so.
    public RegistrationMode with(AsRegistrar chosen) {
        return new RegistrationMode(account, gin, lifetimes, contacts, calledNumber, authenticate, atProvider, chosen);
    }

    /// What is ours to choose as a registrar.
    ///
    /// @param flowTimer seconds: a PBX that keeps its flow alive is told so (Flow-Timer of RFC 5626, `keep` of RFC
    ///     6223), and a flow from which nothing came for so long is looked into; 0: never
    /// @param serviceRoute URIs with `lr` for the Route of its calls, in order (RFC 3608); empty: none is said
    public record AsRegistrar(int flowTimer, List<String> serviceRoute) {
        /// Two minutes, and no route.
        public static final AsRegistrar DEFAULT = new AsRegistrar(120, List.of());

        public AsRegistrar {
            if (flowTimer < 0) throw new IllegalArgumentException("flowTimer: 0 or more expected: " + flowTimer);
            serviceRoute = List.copyOf(serviceRoute);
        }
    }

    /// What is ours to choose where we register.
    ///
    /// @param mainNumber shown for callers that have no number of the account; null: its first
    /// @param outbound when flows (RFC 5626) are asked for
    /// @param registrars whether one of several serves, or each of them at the same time
    /// @param identity how a call says which number of the account it belongs to
    public record AtProvider(@Nullable String mainNumber, Outbound outbound, Registrars registrars, Identity identity) {
        public static final AtProvider DEFAULT =
                new AtProvider(null, Outbound.STREAMS, Registrars.IN_TURN, Identity.ASSERTED);
    }

    /// When flows of RFC 5626 are asked for.
    public enum Outbound {
        OFF,
        /// On connections, and wherever there are several flows (catalogue REG-025).
        STREAMS,
        ALWAYS
    }

    /// What several registrars are for.
    public enum Registrars {
        /// The first that serves.
        IN_TURN,
        /// All at the same time (catalogue REG-046).
        PARALLEL
    }

    /// P-Asserted-Identity, P-Preferred-Identity, or nothing (catalogue IDN-004, IDN-010).
    public enum Identity {
        ASSERTED,
        PREFERRED,
        NONE
    }

    /// Bulk registration, RFC 6140.
    public enum Gin {
        /// There is no other.
        REQUIRED,
        /// So, or the account alone (catalogue REG-032).
        OPTIONAL,
        /// Only the account alone.
        OFF
    }

    /// Seconds.
    ///
    /// @param least a PBX that asks for less is refused; at most one hour (catalogue REG-038)
    /// @param usual granted to a PBX that asks for nothing; what we ask of a provider
    /// @param most granted to a PBX that asks for more
    public record Lifetimes(int least, int usual, int most) {
        public static final Lifetimes DEFAULT = new Lifetimes(60, 3_600, 86_400);

        public Lifetimes {
            if (least < 1 || least > 3_600 || usual < least || most < usual) {
                throw new IllegalArgumentException(
                        "1 <= least <= usual <= most, least <= 3600 expected: " + least + ", " + usual + ", " + most);
            }
        }
    }

    /// With a bulk registration it is the Request-URI always.
    public enum CalledNumber {
        REQUEST_URI,
        /// The Request-URI is the contact as registered.
        TO
    }

    /// Which requests that begin something (INVITE, OPTIONS, SUBSCRIBE, ...) must bring credentials. REGISTER always
    /// must.
    public enum Authenticate {
        /// Those that come by another way than a registration of the account came.
        FLOW,
        /// Those that do not come over TLS by the way that a registration came (catalogue AUT-002).
        SECURE_FLOW,
        /// All of them.
        ALWAYS
    }
}
