package org.demarc.edge.status;

import java.util.List;
import java.util.Map;
import org.demarc.edge.locating.PlaceStatus;
import org.demarc.edge.registration.RegistrationSnapshot;
import org.jspecify.annotations.Nullable;

/// One trunk as it stands (catalogue FLD-007).
///
/// @param name its name
/// @param faces `pbx`, `provider` or `core`
/// @param network its network
/// @param mode `static` or `registration`
/// @param state `up` while a peer is up or unwatched, or something is registered with us that can be called;
///     else `probing` while one is, else `down`
/// @param calls calls on it now
/// @param callLimit the most at a time; 0: none
/// @param attempts calls so far that came from it or were to go to it, refused ones included
/// @param answered attempts that were answered
/// @param refused attempts that our own limits refused; they are among the failures, too
/// @param failures attempts that ended without an answer, by status: what the caller was told, or, where the
///     trunk was the called side, what its last peer answered. The rest of the attempts wait for an answer
/// @param peers its peers in order of preference, those that DNS names included
/// @param places what DNS says of each entry of `peers`, where some are names; else empty
/// @param registration how its registration stands, which is its state; null where it does not register
/// @param bindings what is registered with us, the preferred first
public record TrunkSnapshot(
        String name,
        String faces,
        String network,
        String mode,
        String state,
        int calls,
        int callLimit,
        long attempts,
        long answered,
        long refused,
        Map<Integer, Long> failures,
        List<PeerSnapshot> peers,
        List<PlaceStatus> places,
        @Nullable RegistrationSnapshot registration,
        List<BindingSnapshot> bindings) {

    /// One that does not register, and whose peers are addresses.
    public TrunkSnapshot(
            String name,
            String faces,
            String network,
            String mode,
            String state,
            int calls,
            int callLimit,
            long attempts,
            long answered,
            long refused,
            Map<Integer, Long> failures,
            List<PeerSnapshot> peers) {
        this(
                name, faces, network, mode, state, calls, callLimit, attempts, answered, refused, failures, peers,
                List.of(), null, List.of());
    }

    /// One contact that is registered with us. Times are milliseconds since 1970.
    ///
    /// @param contact as registered
    /// @param bulk it stands for all numbers (RFC 6140)
    /// @param flow how it came and is called; empty once that is gone
    /// @param instance its instance id; empty: none
    /// @param regId the flow of the instance (RFC 5626); 0: none
    /// @param path the proxies on the way to it
    /// @param since when it was bound
    /// @param updated when it was refreshed last
    /// @param expires when it ends
    /// @param state `up`, `down`, `probing`, or `unwatched` while nothing is asked of it
    /// @param stateSince when it became so
    /// @param cause what made it so, in words
    /// @param lastProbe the last probe; 0: none
    public record BindingSnapshot(
            String contact,
            boolean bulk,
            String flow,
            String instance,
            int regId,
            List<String> path,
            long since,
            long updated,
            long expires,
            String state,
            long stateSince,
            String cause,
            long lastProbe) {}

    /// One peer of a trunk.
    ///
    /// @param uri as configured; of an address that DNS gave, that address
    /// @param state `up`, `down`, `probing` until the first answer, or `unwatched`
    /// @param since milliseconds since 1970 of the last change
    /// @param cause what made the last change, or, unless it is up, how the last probe failed, in words
    /// @param lastProbe milliseconds since 1970 of the last probe; 0: none
    /// @param priority the least is tried first
    /// @param weight its share among peers of one priority
    /// @param answer where it is from: `fixed` for the configuration, `fresh` for DNS as it is, `stale` for DNS
    ///     as it was before it failed
    /// @param validUntil milliseconds since 1970 until which that answer is fresh; 0: it is fixed
    public record PeerSnapshot(
            String uri,
            String state,
            long since,
            String cause,
            long lastProbe,
            int priority,
            int weight,
            String answer,
            long validUntil) {
        /// One of the configuration.
        public PeerSnapshot(String uri, String state, long since, String cause, long lastProbe) {
            this(uri, state, since, cause, lastProbe, 0, 0, "fixed", 0);
        }
    }
}
