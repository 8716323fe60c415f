package org.demarc.trunk.account;

import java.util.List;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.trunk.numbers.NumberMap;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// A trunk as configured.
///
/// @param name its key in the configuration
/// @param faces the element on the other side
/// @param network name of the network it lives on
/// @param domain the SIP domain put into Request-URI, From and To towards it; null: the host of the peer in use
/// @param peers where it is reached, in order of preference, as far as that are addresses; these are also the
///     sources believed to be it. Of mode registration: the registrars of a provider, empty where the domain leads to
///     them; none for a PBX
/// @param sources further addresses that its requests may come from
/// @param numbers its inventory. Where we register: what the provider assigned to the account, no destination of calls
/// @param limits its admission limits
/// @param latching which media sources are believed
/// @param probe how its peers are watched
/// @param registration null for one of mode static
/// @param numberMap how its numbers look on its own side; null: as everywhere
/// @param overloadControl whether RFC 7339 is spoken with its peers
/// @param whereabouts all of its peers where some have names; null: all are addresses
public record Trunk(
        String name,
        Faces faces,
        String network,
        @Nullable String domain,
        List<Peer> peers,
        List<SourceRange> sources,
        List<NumberRange> numbers,
        Limits limits,
        Latching latching,
        Probe probe,
        @Nullable RegistrationMode registration,
        @Nullable NumberMap numberMap,
        boolean overloadControl,
        @Nullable Whereabouts whereabouts) {

    public Trunk {
        peers = List.copyOf(peers);
        sources = List.copyOf(sources);
        numbers = List.copyOf(numbers);
    }

    /// One of mode static.
    public Trunk(
            String name,
            Faces faces,
            String network,
            @Nullable String domain,
            List<Peer> peers,
            List<SourceRange> sources,
            List<NumberRange> numbers,
            Limits limits,
            Latching latching,
            Probe probe) {
        this(name, faces, network, domain, peers, sources, numbers, limits, latching, probe, null);
    }

    /// Without overload control, whose numbers look the same on both sides.
    public Trunk(
            String name,
            Faces faces,
            String network,
            @Nullable String domain,
            List<Peer> peers,
            List<SourceRange> sources,
            List<NumberRange> numbers,
            Limits limits,
            Latching latching,
            Probe probe,
            @Nullable RegistrationMode registration) {
        this(
                name,
                faces,
                network,
                domain,
                peers,
                sources,
                numbers,
                limits,
                latching,
                probe,
                registration,
                null,
                false,
                null);
    }

    /// The same with other limits, and with RFC 7339 or without.
    public Trunk with(Limits others, boolean control) {
        return copy(numbers, others, numberMap, control, whereabouts);
    }

    /// The same with another inventory.
    public Trunk withNumbers(List<NumberRange> others) {
        return copy(others, limits, numberMap, overloadControl, whereabouts);
    }

    /// The same whose other side writes numbers so.
    public Trunk with(NumberMap map) {
        return copy(numbers, limits, map, overloadControl, whereabouts);
    }

    /// The same, found by names.
    public Trunk withWhereabouts(@Nullable Whereabouts places) {
        return copy(numbers, limits, numberMap, overloadControl, places);
    }

    private Trunk copy(
            List<NumberRange> itsNumbers,
            Limits itsLimits,
            @Nullable NumberMap map,
            boolean control,
            @Nullable Whereabouts places) {
        return new Trunk(
                name,
                faces,
                network,
                domain,
                peers,
                sources,
                itsNumbers,
                itsLimits,
                latching,
                probe,
                registration,
                map,
                control,
                places);
    }

    /// What the edge calls a number that this trunk's other side writes so.
    public String known(String written) {
        NumberMap map = numberMap;
        String outside = map == null ? null : map.toOutside(written);
        return outside == null ? written : outside;
    }

    /// How this trunk's other side writes a number of the edge.
    public String written(String known) {
        NumberMap map = numberMap;
        return map == null ? known : map.toInside(known);
    }

    /// True where it is we who register, with a provider.
    public boolean registers() {
        return registration != null && faces == Faces.PROVIDER;
    }

    /// Whether all of its peers are spoken to over TLS: then nothing plain goes to it or comes from it (catalogue
    /// SEC-010).
    public boolean isSecure() {
        if (whereabouts != null) return whereabouts.isSecure();
        for (Peer peer : peers) if (!peer.transport().secure()) return false;
        return !peers.isEmpty();
    }

    /// The SIP domain that a peer of this trunk must prove to be where it shows a certificate (RFC 5922 section 7.3):
    /// the one that we aim at.
    public String identity(Peer peer) {
        return domain != null ? domain : peer.host();
    }

    /// Admission limits of one trunk; 0 means none. They bind ordinary calls: calls for help pass them all (catalogue
    /// OVL-007), and the reserve keeps room for them.
    ///
    /// @param calls concurrent calls, both directions together
    /// @param callsPerSecond new calls in a second, both directions together
    /// @param kilobits media of all calls together, in kbit/s and one direction
    /// @param reserve what of these limits is for calls for help alone
    public record Limits(int calls, int callsPerSecond, int kilobits, Reserve reserve) {
        public static final Limits NONE = new Limits(0, 0);

        public Limits(int calls, int callsPerSecond) {
            this(calls, callsPerSecond, 0, Reserve.NONE);
        }

        /// Of `calls`, what ordinary calls may take; 0: no limit.
        public int ordinaryCalls() {
            return calls == 0 ? 0 : Math.max(1, calls - reserve.calls());
        }
    }

    /// What is kept for calls for help.
    ///
    /// @param calls so many of the concurrent calls
    /// @param percent so much of the calls per second and of the bandwidth: 0 to 90
    public record Reserve(int calls, int percent) {
        public static final Reserve NONE = new Reserve(0, 0);

        public Reserve {
            if (calls < 0) throw new IllegalArgumentException("reserved calls: " + calls);
            if (percent < 0 || percent > 90) throw new IllegalArgumentException("reserved percent: " + percent);
        }
    }

    /// OPTIONS probing of each peer (catalogue FLD-001).
    ///
    /// @param intervalMillis between two probes; 0: not probed
    /// @param misses unanswered probes in a row that take the peer out of service
    /// @param answers answered probes in a row that bring it back
    public record Probe(long intervalMillis, int misses, int answers) {
        public static final Probe DEFAULT = new Probe(60_000, 3, 1);
        public static final Probe OFF = new Probe(0, 3, 1);
    }
}
