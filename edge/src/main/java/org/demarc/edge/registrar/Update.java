package org.demarc.edge.registrar;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.admission.PeerState;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// What a REGISTER makes of the bindings of its account: all of it or nothing, RFC 3261 section 10.3.
///
/// @param bindings all that are bound then
/// @param changes what led there
record Update(List<Binding> bindings, List<BindingChange> changes) implements Results.OfUpdate {
    /// From where and in which order the REGISTER came.
    ///
    /// @param origin the last hop
    /// @param flow null when a proxy stood between: its flow says nothing about the account
    /// @param cookie for a binding that needs one
    /// @param mark of the secret that proved it
    record Circumstances(
            String callId,
            long cseq,
            Origin origin,
            @Nullable Flow flow,
            long now,
            long cookie,
            String mark) {}

    static Results.OfUpdate of(Wish wish, RegistrationAccount account, Bindings before, Circumstances at) {
        List<Binding> left = new ArrayList<>(before.all().size() + 1);
        List<BindingChange> changes = new ArrayList<>(2);
        for (Binding b : before.all()) {
            if (b.expiresAt() > at.now()) left.add(b);
            else changes.add(new BindingChange(BindingChange.Event.EXPIRED, b));
        }
        if (wish.star()) {
            for (Binding b : left) {
                if (outOfOrder(b, at)) return Refused.badRequest("REG-020");
                changes.add(new BindingChange(BindingChange.Event.UNREGISTERED, b));
            }
            return new Update(List.of(), changes);
        }
        List<Binding> made = new ArrayList<>(2);
        for (Wish.One one : wish.contacts()) {
            Binding old = take(left, one);
            if (take(made, one) != null) return Refused.badRequest("a contact stands twice");
            if (old != null && outOfOrder(old, at)) return Refused.badRequest("REG-020");
            if (one.removes()) {
                if (old != null) changes.add(new BindingChange(BindingChange.Event.UNREGISTERED, old));
                continue;
            }
            Binding now = bind(one, wish, old, at);
            made.add(now);
            changes.add(new BindingChange(
                    old == null ? BindingChange.Event.REGISTERED : BindingChange.Event.REFRESHED, now, old));
        }
        if (!made.isEmpty() && !makeRoom(left, made, account.maxContacts(), changes)) {
            return Refused.forbidden("more than " + account.maxContacts() + " contacts");
        }
        left.addAll(made);
        return new Update(left, changes);
    }

    /// Same Call-ID, and a CSeq that is no higher: an old request (catalogue REG-020).
    private static boolean outOfOrder(Binding b, Circumstances at) {
        return b.callId().equals(at.callId()) && at.cseq() <= b.cseq();
    }

    private static @Nullable Binding take(List<Binding> bindings, Wish.One one) {
        for (int i = 0; i < bindings.size(); i++) {
            Binding b = bindings.get(i);
            if (b.isAt(one.uri(), one.instance(), one.regId())) return bindings.remove(i);
        }
        return null;
    }

    private static Binding bind(Wish.One one, Wish wish, @Nullable Binding old, Circumstances at) {
        // A refresh keeps the cookie; another Call-ID is a PBX that began anew (RFC 5627 section 5.1).
        boolean same = old != null && old.cookie() != 0 && old.callId().equals(at.callId());
        long end = at.now() + one.seconds() * 1_000;
        long kept = old == null ? end : old.keptUntil();
        if (kept > end || end - kept > one.seconds() * 100) kept = end;
        return new Binding(
                one.uri(),
                one.params(),
                one.q(),
                at.callId(),
                at.cseq(),
                old == null ? at.now() : old.since(),
                at.now(),
                end,
                kept,
                wish.path(),
                one.instance(),
                one.regId(),
                same && old != null ? old.cookie() : at.cookie(),
                at.origin(),
                at.mark(),
                old == null ? PeerState.ofContact(one.uri()) : old.health(),
                at.flow());
    }

    /// A PBX that restarts leaves contacts behind that nobody removes. Where there is no place for its new one, one
    /// whose flow is gone gives way, else the oldest on the same host; a contact elsewhere never does.
    private static boolean makeRoom(List<Binding> left, List<Binding> made, int most, List<BindingChange> changes) {
        while (left.size() + made.size() > most) {
            Binding loser = null;
            for (Binding b : left) {
                boolean gone = b.flow() == null && b.path().isEmpty();
                boolean sameHost = false;
                for (Binding m : made)
                    sameHost |= m.contact().host().equalsIgnoreCase(b.contact().host());
                if (!gone && !sameHost) continue;
                if (loser == null || rank(b) < rank(loser)) loser = b;
            }
            if (loser == null) return false;
            left.remove(loser);
            changes.add(new BindingChange(BindingChange.Event.DEACTIVATED, loser));
        }
        return true;
    }

    private static long rank(Binding b) {
        return b.flow() == null ? Long.MIN_VALUE + b.updated() : b.updated();
    }
}
