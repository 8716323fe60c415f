package org.demarc.edge.registrar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.demarc.edge.routing.Called;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// Leads a request to the registered PBX that its Request-URI means; To has no say (RFC 6140 sections 6 and 8.1).
public final class Inbound {
    private static final String GR = "gr";

    private final Registrations registrations;
    private final @Nullable TemporaryGruus temporaryGruus;
    private final Predicate<Flow> alive;

    /// @param temporaryGruus of this lane; null: none were given
    /// @param alive whether something can be sent on a flow without opening another
    public Inbound(Registrations registrations, @Nullable TemporaryGruus temporaryGruus, Predicate<Flow> alive) {
        this.registrations = registrations;
        this.temporaryGruus = temporaryGruus;
        this.alive = alive;
    }

    /// Where a request goes, whatever its method (catalogue REG-010, REG-034).
    ///
    /// @param now milliseconds since 1970
    public Targets find(Uri requestUri, long now) {
        SipUri sip = requestUri instanceof SipUri uri ? uri : null;
        String user = sip == null ? "" : sip.decodedUser();
        if (sip != null && user.startsWith(TemporaryGruus.PREFIX)) return byTemporaryGruu(sip, user, now);
        String number = Called.number(requestUri);
        Registration owner = number == null ? null : registrations.owner(number);
        if (owner != null && number != null) return of(owner, number, sip, now);
        Registration account = sip == null ? null : registrations.find(user, sip.host());
        return account == null ? Targets.none(null, 404) : byAccount(account, sip, now);
    }

    /// To a number of an account, however it was found.
    ///
    /// @param number E.164
    /// @param gruu the Request-URI where it means one device alone; null: any of them
    public Targets toNumber(Registration registration, String number, @Nullable SipUri gruu, long now) {
        return of(registration, number, gruu, now);
    }

    /// Whether a URI means one device (RFC 5627 section 3.1).
    public static boolean isGruu(SipUri uri) {
        return uri.params().has(GR);
    }

    private Targets of(Registration registration, String number, @Nullable SipUri asked, long now) {
        String gruu = asked == null ? null : asked.params().get(GR);
        String sg = asked == null || gruu == null ? null : asked.params().get(BulkContact.SG);
        RegistrationAccount account = registration.account();
        List<Target> targets = new ArrayList<>(2);
        boolean flowGone = false;
        for (Binding b : registration.bindings().live(now)) {
            if (gruu != null && !gruu.equals(BulkContact.urn(b.instance()))) continue;
            boolean keepUser = !b.bulk() && account.plainNumber() == NumberPlace.TO;
            SipUri uri = BulkContact.of(b.contact(), keepUser ? b.contact().user() : number);
            if (sg != null) uri = uri.withParam(BulkContact.SG, sg); // RFC 6140 section 7.1.1: copied to the new target
            flowGone |= !add(targets, b, uri);
        }
        return targets.isEmpty()
                ? Targets.none(registration, flowGone ? 430 : 480)
                : new Targets(registration, targets, 480);
    }

    /// To the account itself: only a plain contact can be asked for that.
    private Targets byAccount(Registration registration, @Nullable SipUri asked, long now) {
        String gruu = asked == null ? null : asked.params().get(GR);
        List<Target> targets = new ArrayList<>(2);
        boolean flowGone = false;
        boolean plain = false;
        for (Binding b : registration.bindings().live(now)) {
            if (b.bulk() || (gruu != null && !gruu.equals(BulkContact.urn(b.instance())))) continue;
            plain = true;
            flowGone |= !add(targets, b, BulkContact.of(b.contact(), b.contact().user()));
        }
        if (!targets.isEmpty()) return new Targets(registration, targets, 480);
        int unregistered = registration.account().gin() == Gin.REQUIRED ? 404 : 480;
        return Targets.none(registration, flowGone ? 430 : plain ? 480 : unregistered);
    }

    private Targets byTemporaryGruu(SipUri asked, String user, long now) {
        long id = temporaryGruus == null ? 0 : temporaryGruus.read(user);
        if (id == 0) return Targets.none(null, 404);
        // All accounts are looked through, but only for an address that we made possible ourselves.
        for (Registration registration : registrations.all()) {
            for (Binding b : registration.bindings().live(now)) {
                if (b.cookie() != id || !b.bulk()) continue;
                SipUri uri = BulkContact.of(b.contact(), asked.user());
                String gr = asked.params().get(GR);
                List<Target> targets = new ArrayList<>(1);
                boolean there = add(targets, b, gr == null ? uri : uri.withParam(GR, gr));
                return there ? new Targets(registration, targets, 480) : Targets.none(registration, 430);
            }
        }
        return Targets.none(null, 404);
    }

    /// False when the binding lives on a flow that is gone.
    private boolean add(List<Target> targets, Binding b, SipUri uri) {
        Target target = Target.of(b, uri, alive);
        if (target != null) targets.add(target);
        return target != null;
    }
}
