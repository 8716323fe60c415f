package org.demarc.edge.registrar;

import java.util.List;
import org.demarc.edge.admission.PeerState;
import org.demarc.sip.message.Params;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// One contact of an account: RFC 3261 section 10.3, RFC 5626 section 6. Times are milliseconds since 1970.
///
/// @param contact as registered; with `bnc` when in bulk
/// @param params those of the Contact header, as they came, without those that are ours to say
/// @param q its preference in thousandths
/// @param callId of the REGISTER that bound or refreshed it last
/// @param cseq of the same
/// @param since when it was bound
/// @param updated when it was refreshed last
/// @param expiresAt when it ends
/// @param keptUntil when it ends by what was written down of it: not later than it does, and before that by less than a
///     tenth of its life
/// @param path the values of Path, topmost first, as they are written into Route
/// @param instance the instance id with its angle brackets; "" when there is none
/// @param regId the flow of the instance; 0 when the binding is not one of RFC 5626
/// @param cookie number of its temp-gruu-cookie; 0 when it has none
/// @param origin where the REGISTER came from
/// @param mark tells, after a restart, whether the secret that proved it still holds (`SecretMark`); "": not known
/// @param health how it does; one for as long as it is bound, however often it is refreshed
/// @param flow what the REGISTER came in on; null when a proxy stood between, or once it is known to be gone
public record Binding(
        SipUri contact,
        Params params,
        int q,
        String callId,
        long cseq,
        long since,
        long updated,
        long expiresAt,
        long keptUntil,
        List<String> path,
        String instance,
        int regId,
        long cookie,
        Origin origin,
        String mark,
        PeerState health,
        @Nullable Flow flow) {
    public Binding {
        path = List.copyOf(path);
    }

    /// One of which nothing is known yet.
    public Binding(
            SipUri contact,
            Params params,
            int q,
            String callId,
            long cseq,
            long since,
            long updated,
            long expiresAt,
            List<String> path,
            String instance,
            int regId,
            long cookie,
            Origin origin,
            String mark,
            @Nullable Flow flow) {
        this(
                contact,
                params,
                q,
                callId,
                cseq,
                since,
                updated,
                expiresAt,
                expiresAt,
                path,
                instance,
                regId,
                cookie,
                origin,
                mark,
                PeerState.ofContact(contact),
                flow);
    }

    /// One contact for all numbers, RFC 6140.
    public boolean bulk() {
        return contact.params().has(BulkContact.BNC);
    }

    /// One that is reached by its flow alone, RFC 5626.
    public boolean outbound() {
        return regId > 0;
    }

    /// Nothing goes to it but over TLS: it came so, or its URI says so (RFC 3261 section 26.2.2).
    public boolean secure() {
        return contact.secure() || origin.transport().secure();
    }

    /// Whole seconds that it still lives, at least 1 while it does.
    public long secondsLeft(long now) {
        return Math.max(0, (expiresAt - now + 999) / 1_000);
    }

    /// The same contact: by instance and flow where it has them (RFC 5626 section 6), else by URI comparison (RFC 3261
    /// section 19.1.4).
    boolean isAt(SipUri uri, String itsInstance, int itsRegId) {
        if (regId > 0 || itsRegId > 0) return regId == itsRegId && instance.equals(itsInstance);
        return contact.equivalent(uri);
    }

    Binding withoutFlow() {
        return new Binding(
                contact, params, q, callId, cseq, since, updated, expiresAt, keptUntil, path, instance, regId, cookie,
                origin, mark, health, null);
    }

    /// What tells it from the others of its account, and stays the same while it is refreshed: for identifiers.
    public String identity() {
        return regId > 0 ? instance + ";" + regId : contact.toString();
    }
}
