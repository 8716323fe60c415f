package org.demarc.edge.b2bua;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.demarc.edge.admission.Bandwidth;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.OverloadClient;
import org.demarc.edge.admission.OverloadServer;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.admission.Urgency;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.Target;
import org.demarc.edge.registration.RegisteredTrunk;
import org.demarc.edge.registration.Way;
import org.demarc.edge.status.CallSnapshot;
import org.demarc.edge.status.CallSnapshot.LegSnapshot;
import org.demarc.media.offer.Remark;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MaxForwards;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.RetryAfter;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.demarc.sip.ua.Content;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.IncomingInvite;
import org.demarc.sip.ua.IncomingUser;
import org.demarc.sip.ua.OutgoingInvite;
import org.demarc.sip.ua.OutgoingUser;
import org.demarc.sip.ua.Session;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// One call from its INVITE to its end: it finds a peer that takes it, shows the caller what happens there, and
/// hands the answered call to `Conversation`. It owns everything the call has: legs, ports, timers, its place
/// on the trunks.
public final class Call implements IncomingUser, OutgoingUser, Expiry, MediaBridge.Remarks {
    private static final int RINGING = 0;
    private static final int DURATION = 1;
    private static final long PEER_REST = 30_000;
    /// We have no extension: RFC 3261 section 13.3.1.4 asks for the field in a 2xx, and section 20.37 for an
    /// empty one.
    private static final Extra SUPPORTED = Extra.of(HeaderName.SUPPORTED, "");

    private final Surroundings around;
    private final String id;
    private final Trunk from;
    private final NodeState.Generation generation;
    private final Urgency urgency;
    private final IncomingInvite incoming;
    private final Places places;
    private final Identity who;
    private final CallEvent.Invitation invitation;
    private final long startedAt;
    private final long startedWall;
    private final IdentityHashMap<Session, Session> forks = new IdentityHashMap<>(2);
    private @Nullable Targets targets;
    private Targets.@Nullable Target target;
    private @Nullable OutgoingInvite outgoing;
    private @Nullable MediaBridge media;
    private @Nullable Conversation conversation;
    private @Nullable Session unboundFork;
    private boolean unboundAnswered;
    private @Nullable Timeout timer;
    private @Nullable CallWatch watch;
    private boolean over;
    private boolean rang;
    private long answeredAt;
    private long answeredWall;
    private int lastFailure = 500;
    private String lastWhy = "no peer to try";
    private @Nullable String nowhere;
    private boolean nothingBound;

    Call(Surroundings around, Trunk from, NodeState.Generation generation, IncomingInvite incoming) {
        this.around = around;
        this.from = from;
        this.generation = generation;
        this.incoming = incoming;
        this.id = Long.toString(around.agent().tokens().number(), 36);
        Request invite = incoming.request();
        this.urgency = Urgency.of(invite, generation.config().protection().emergencyNumbers());
        this.places = new Places(around.node(), generation.of(from), urgency);
        RegisteredTrunk registered = generation.of(from).registered();
        this.who = registered == null
                ? Identity.of(invite, from, generation.config().protection().emergencyNumbers())
                : AccountCalls.arrived(around, generation, from, registered, incoming);
        this.invitation = new CallEvent.Invitation(
                id, from.name(), incoming.flow(), invite.callId(), who.caller(), who.calledAsItCame(invite));
        this.startedAt = around.agent().timers().now();
        this.startedWall = around.agent().timers().wallClock();
    }

    /// Takes on a new INVITE of a trunk.
    public static void begin(
            Surroundings around, Trunk from, NodeState.Generation generation, IncomingInvite incoming) {
        new Call(around, from, generation, incoming).begin();
    }

    /// Our id of the call.
    public String id() {
        return id;
    }

    private void begin() {
        around.calls().attempted();
        Request invite = incoming.request();
        if (around.node().draining()) {
            turnAway(503, "this node is draining", "drain", Extra.of(HeaderName.RETRY_AFTER, "30"));
            return;
        }
        OverloadServer overload = around.node().overload();
        if (overload != null && overload.refuses(invite.topVia(), urgency, startedAt, around.random())) {
            turnAway(503, "this node is overloaded", "OVL-001", Extra.NONE);
            return;
        }
        int hops = hops(invite);
        if (hops == 0) {
            turnAway(483, "Max-Forwards was 0", "ARCH-005", Extra.NONE);
            return;
        }
        if (urgency != Urgency.EMERGENCY && demandsTls(invite)) {
            turnAway(480, "TLS is demanded on all hops: sips", "SEC-008", Warnings.NO_SIPS);
            return;
        }
        if (!Bodies.acceptsSdp(invite)) {
            turnAway(406, "the caller's Accept excludes application/sdp", "RFC 3261 section 21.4.7", Extra.NONE);
            return;
        }
        Bodies.Found body = Bodies.sdp(invite);
        if (body instanceof Bodies.Found.Unsupported(int status, String why)) {
            turnAway(status, why, "ARCH-019", Extra.of(HeaderName.ACCEPT, "application/sdp"));
            return;
        }
        if (who.called().isEmpty()) {
            turnAway(404, "the Request-URI holds no number", "INC-001", Extra.NONE);
            return;
        }
        if (around.calls().loops(invite.callId(), who.called())) {
            turnAway(482, "an INVITE of ours came back for the same number", "CAL-021", Extra.NONE);
            return;
        }
        List<Trunk> destinations = who.service()
                ? generation
                        .routing()
                        .help(from, generation.config().protection().emergencyNumbers())
                : generation.routing().destinations(from, who.called());
        if (destinations.isEmpty()) {
            turnAway(404, generation.routing().whyNowhere(from, who.called()), "routes", Extra.NONE);
            return;
        }
        if (!hasOneContact(invite)) {
            turnAway(400, "the INVITE has no Contact, or several", "RFC 3261 section 8.1.1.8", Extra.NONE);
            return;
        }
        if (!admitCall(load(destinations, body))) return;
        around.calls().add(this);
        around.events()
                .report(new CallEvent.Started(
                        invitation, destinations.getFirst().name()));
        if (who.madeAnonymous()) note("the caller has no number and is shown as anonymous", "IDN-001");
        incoming.user(this);
        var bridge = new MediaBridge(around.media(), around.agent().tokens(), id, this);
        media = bridge;
        bridge.side(Side.CALLER, from, incoming.flow());
        if (body instanceof Bodies.Found.Sdp(byte[] octets)
                && bridge.offered(Side.CALLER, octets) instanceof Outcome.Refused refused) {
            fail(refused);
            return;
        }
        List<TrunkState> states = new ArrayList<>(destinations.size());
        for (Trunk trunk : destinations) states.add(generation.of(trunk));
        targets = new Targets(
                states,
                contacts(destinations),
                urgency,
                startedAt,
                around.agent().tokens());
        nothingBound &= targets.isEmpty();
        for (TrunkState state : states) {
            RegisteredTrunk registered = state.registered();
            String unknown = state.notFound();
            if (registered != null && registered.ways().isEmpty()) unregistered(state, registered.whyNot());
            else if (unknown != null) unreachable(state, unknown, "RFC 3263 section 4");
        }
        timer = around.agent().timers().after(generation.config().timing().ringing(), this, RINGING);
        tryNext();
    }

    /// A call for help needs no registration.
    private void unregistered(TrunkState state, String why) {
        if (urgency != Urgency.EMERGENCY) unreachable(state, why, "REG-028");
        else
            note(
                    "a call for help may go to trunk " + state.trunk().name() + " without registration: " + why,
                    "REG-028");
    }

    /// No call goes out on a trunk that is not registered, or none of whose peers DNS has named so far; the next one
    /// of the route is tried.
    private void unreachable(TrunkState state, String why, String rule) {
        String name = state.trunk().name();
        nowhere = rule;
        lastWhy = "trunk " + name + ": " + why;
        around.events().report(new CallEvent.PeerFailed(id, name, "", why, rule));
    }

    /// What is registered is called where it registered; null where nothing can be.
    private @Nullable IdentityHashMap<TrunkState, List<Target>> contacts(List<Trunk> destinations) {
        IdentityHashMap<TrunkState, List<Target>> all = null;
        boolean none = true;
        for (Trunk trunk : destinations) {
            if (!RegistrarNode.serves(trunk)) continue;
            if (all == null) all = new IdentityHashMap<>(2);
            List<Target> bound = who.service()
                    ? List.of()
                    : around.registered()
                            .contacts(trunk, who.called(), incoming.request().requestUri());
            all.put(generation.of(trunk), bound);
            for (Target contact : bound) none &= contact.binding().health().rank(startedAt) == PeerState.GONE;
        }
        nothingBound = all != null && none;
        return all;
    }

    private static int hops(Request invite) {
        return invite.header(MaxForwards.TYPE) instanceof Field.Present(MaxForwards(int hops)) ? hops : 70;
    }

    /// Whether it asks for more than we can promise: a `sips` Request-URI means TLS behind the peer, too; a `sips`
    /// Contact can only be reached over TLS, which the caller himself does not use.
    private boolean demandsTls(Request invite) {
        if (invite.requestUri() instanceof SipUri uri && uri.secure()) return true;
        return !incoming.flow().transport().secure()
                && invite.header(Contact.TYPE) instanceof Field.Present(Contact contact)
                && contact.uri() instanceof SipUri uri
                && uri.secure();
    }

    private static boolean hasOneContact(Request invite) {
        return invite.all(Contact.TYPE) instanceof Fields.Values<Contact>(List<Contact> contacts)
                && contacts.size() == 1
                && !contacts.getFirst().isStar()
                && contacts.getFirst().uri() instanceof SipUri;
    }

    /// What its media takes, where a trunk limits that; 0 else.
    private int load(List<Trunk> destinations, Bodies.Found body) {
        boolean limited = from.limits().kilobits() > 0;
        for (Trunk trunk : destinations) limited |= trunk.limits().kilobits() > 0;
        if (!limited) return 0;
        return body instanceof Bodies.Found.Sdp(byte[] octets) ? Bandwidth.of(octets) : Bandwidth.USUAL;
    }

    private boolean admitCall(int load) {
        String limit = places.take(load, startedAt);
        if (limit == null) return true;
        boolean all = limit.equals("limits.calls");
        String why = all ? "the node carries as many calls as it may" : "a limit of the trunk is reached";
        turnAway(503, why, limit, Warnings.LIMIT);
        return false;
    }

    /// Refuses before the call is taken on.
    private void turnAway(int status, String why, String rule, Extra extra) {
        incoming.refuse(status, Statuses.phrase(status), extra);
        rejected(status, why, rule);
        close(status);
    }

    private void rejected(int status, String why, String rule) {
        around.events().report(new CallEvent.Rejected(invitation, destination(), peerUri(), status, why, rule));
    }

    // Finding a peer.

    private void tryNext() {
        MediaBridge bridge = media;
        Targets all = targets;
        if (bridge == null || all == null) return;
        while (!over) {
            Targets.Target t = all.next();
            if (t == null && nothingBound && target == null) {
                failCall(480, "nothing is registered that can be called", "RFC 3261 section 21.4.18", Extra.NONE);
                return;
            }
            if (t == null && nowhere != null && target == null) {
                // Without Retry-After: our other trunks may be well (RFC 3261 section 21.5.4).
                failCall(503, lastWhy, nowhere, Extra.NONE);
                return;
            }
            if (t == null) {
                failCall(lastFailure, lastWhy, "OVL-008", lastFailure == 503 ? Warnings.LIMIT : whenAgain(all));
                return;
            }
            if (!admitTo(t.trunk(), all)) continue;
            target = t;
            OverloadClient overload = t.peer().overload();
            if (overload != null
                    && !overload.permits(urgency, around.agent().timers().now(), around.random())) {
                peerFailed(t, "the peer asks for less load", "OVL-003", 503);
                continue;
            }
            Peer peer = t.peer().peer();
            Trunk trunk = t.trunk().trunk();
            Way way = t.way();
            Target contact = t.contact();
            Flow flow = contact != null
                    ? contact.flow()
                    : way != null
                            ? way.flow()
                            : around.sender()
                                    .flow(trunk.network(), peer.transport(), peer.address(), trunk.identity(peer));
            if (flow == null && contact != null) {
                RegisteredContacts.Reach reach = around.registered().reach(trunk, contact);
                flow = reach.flow();
                if (flow == null) {
                    peerFailed(t, reach.why(), reach.rule(), 480);
                    continue;
                }
            }
            if (flow == null) {
                peerFailed(t, "network " + trunk.network() + " has no listener for it", "networks", 500);
                continue;
            }
            if (way == null && t.trunk().registered() != null) target = t = t.unregistered(flow);
            if (contact == null && t.way() == null && flow.transport().reliable() && races(all, t, flow)) return;
            if (offered(bridge, t, trunk, flow)) return;
        }
    }

    /// True when the peer is sent an INVITE; false when there is nothing that it could be offered.
    private boolean offered(MediaBridge bridge, Targets.Target t, Trunk trunk, Flow flow) {
        bridge.side(Side.CALLEE, trunk, flow);
        Content content = null;
        if (bridge.offerPending(Side.CALLER)) {
            Outcome outcome = bridge.offerTo(Side.CALLEE);
            if (outcome instanceof Outcome.Refused(int status, String why, String rule)) {
                peerFailed(t, why, rule, status);
                return false;
            }
            if (outcome instanceof Outcome.Pass(byte[] sdp)) content = Content.sdp(sdp);
        }
        invite(t, trunk, flow, content);
        return true;
    }

    /// True when it is yet to be seen which family of a host a connection stands to first.
    private boolean races(Targets all, Targets.Target t, Flow flow) {
        Targets.Target twin = all.twin(t);
        if (twin == null || twin.peer().overload() != null) return false;
        Trunk trunk = t.trunk().trunk();
        Peer peer = twin.peer().peer();
        Flow other = around.sender().flow(trunk.network(), peer.transport(), peer.address(), trunk.identity(peer));
        long patience = generation.config().timing().noResponse();
        return other != null
                && around.sender()
                        .race(flow, other, patience, (standing, why) -> raced(all, t, twin, other, standing, why));
    }

    private void raced(
            Targets all, Targets.Target t, Targets.Target twin, Flow other, @Nullable Flow standing, String why) {
        MediaBridge bridge = media;
        if (over || bridge == null) return;
        if (standing == null) {
            all.next();
            unreached(t, why);
            unreached(twin, why);
            tryNext();
            return;
        }
        Targets.Target chosen = t;
        if (standing.remote().equals(other.remote())) {
            all.swapped(t);
            target = chosen = twin;
        }
        if (!offered(bridge, chosen, chosen.trunk().trunk(), standing)) tryNext();
    }

    private void unreached(Targets.Target t, String why) {
        t.peer().rest(around.agent().timers().now() + PEER_REST);
        peerFailed(t, why, "FLD-003", 503);
    }

    /// When to try again, where every peer asked to be left alone until then.
    private Extra whenAgain(Targets all) {
        long wait = all.quietFor(around.agent().timers().now());
        return wait == 0 ? Extra.NONE : Extra.of(HeaderName.RETRY_AFTER, Long.toString((wait + 999) / 1_000));
    }

    private void invite(Targets.Target t, Trunk trunk, Flow flow, @Nullable Content content) {
        Peer peer = t.peer().peer();
        String host = peer.authority();
        Way way = t.way();
        Target contact = t.contact();
        RegisteredTrunk registered = way == null ? null : t.trunk().registered();
        if (way != null && (registered == null || !trunk.registers())) { // by a reload
            peerFailed(t, "the trunk does not register any more", "trunks." + trunk.name() + ".mode", 503);
            tryNext();
            return;
        }
        OutgoingInvite.Order order = way != null && registered != null
                ? AccountCalls.order(
                        around, generation, trunk, registered, way, who, from, hops(incoming.request()) - 1, content)
                : contact != null
                        ? contacted(trunk, contact, flow, content)
                        : new OutgoingInvite.Order(
                                flow,
                                who.requestUri(trunk, host),
                                who.from(trunk, flow),
                                who.to(trunk, host),
                                hops(incoming.request()) - 1,
                                content,
                                who.crossing(from, trunk, flow),
                                generation.config().timing().noResponse(),
                                content == null ? Unsettled.NO_OFFER_OF_OURS : Unsettled.OFFER_OF_OURS);
        OutgoingInvite next = around.agent().invite(order, this);
        outgoing = next;
        around.calls().sent(next.callId(), who.called());
        around.events().report(new CallEvent.Tried(id, trunk.name(), peer.uri(), next.callId()));
    }

    private OutgoingInvite.Order contacted(Trunk trunk, Target contact, Flow flow, @Nullable Content content) {
        return new OutgoingInvite.Order(
                flow,
                plain(contact.requestUri().toString()),
                who.from(trunk, flow),
                who.to(trunk, ""),
                hops(incoming.request()) - 1,
                content,
                routed(contact, who.crossing(from, trunk, flow)),
                generation.config().timing().noResponse(),
                content == null ? Unsettled.NO_OFFER_OF_OURS : Unsettled.OFFER_OF_OURS,
                null,
                around.registered().choice(trunk, contact.binding()));
    }

    /// What registered with `sips` is called by its `sip` URI where nobody asked for `sips` (RFC 5630 section 5.3).
    private static String plain(String uri) {
        return uri.startsWith("sips:") ? "sip:" + uri.substring(5) : uri;
    }

    private static Extra routed(Target contact, Extra more) {
        if (contact.route().isEmpty()) return more;
        List<Extra.Line> lines =
                new ArrayList<>(contact.route().size() + more.fields().size());
        for (String hop : contact.route()) lines.add(new Extra.Line(HeaderName.ROUTE, hop));
        lines.addAll(more.fields());
        return new Extra(lines);
    }

    private boolean admitTo(TrunkState trunk, Targets all) {
        String limit = places.goTo(trunk, around.agent().timers().now());
        if (limit == null) return true;
        lastFailure = 503;
        lastWhy = "a limit of trunk " + trunk.trunk().name() + " is reached";
        around.events().report(new CallEvent.Limited(id, trunk.trunk().name(), lastWhy, limit));
        all.skip(trunk);
        return false;
    }

    private void peerFailed(Targets.Target t, String why, String rule, int status) {
        lastFailure = Statuses.forCaller(status);
        lastWhy = why;
        places.failedThere(status);
        around.events()
                .report(new CallEvent.PeerFailed(
                        id, t.trunk().trunk().name(), t.peer().peer().uri(), why, rule));
    }

    @Override
    public void progressed(OutgoingInvite invite, @Nullable Session early, Response response) {
        MediaBridge bridge = media;
        if (over || invite != outgoing || bridge == null) return;
        heard(response);
        Session shown = shownTo(early);
        if (shown == null) return;
        rang = true;
        Content content = null;
        if (early != null && bridge.offerPending(Side.CALLER)) {
            Bodies.Found body = Bodies.sdp(response);
            if (body instanceof Bodies.Found.Sdp(byte[] octets)
                    && bridge.earlyAnswer(early, octets) instanceof Outcome.Pass(byte[] sdp)) {
                content = Content.sdp(sdp);
                if (shown == unboundFork) unboundAnswered = true;
            }
        }
        incoming.progress(shown, response.status(), Statuses.phrase(response.status()), content, Extra.NONE);
    }

    /// The caller's early dialog that stands for one of the called side: each fork has its own, so that the
    /// caller can tell them apart as it could without us (catalogue CAL-009). The first fork inherits the
    /// dialog that untagged provisionals were shown in.
    private @Nullable Session shownTo(@Nullable Session early) {
        Session shown = early == null ? unboundFork : forks.get(early);
        if (shown != null) return shown;
        if (early != null && unboundFork != null && !forks.containsValue(unboundFork)) shown = unboundFork;
        if (shown == null) shown = incoming.fork(Unsettled.NO_OFFER_OF_OURS);
        if (shown == null) {
            failCall(400, "the INVITE has no usable Contact", "RFC 3261 section 12.1.1", Extra.NONE);
            return null;
        }
        if (unboundFork == null) unboundFork = shown;
        if (early != null) forks.put(early, shown);
        return shown;
    }

    @Override
    public void answered(OutgoingInvite invite, Session session, Response response) {
        MediaBridge bridge = media;
        Targets.Target t = target;
        if (over || invite != outgoing || bridge == null || t == null) {
            session.acknowledge(response, null);
            session.bye(Extra.NONE);
            return;
        }
        heard(response);
        Bodies.Found body = Bodies.sdp(response);
        byte[] sdp = body instanceof Bodies.Found.Sdp(byte[] octets) ? octets : null;
        boolean offered = bridge.offerPending(Side.CALLER);
        Outcome outcome = offered ? bridge.finalAnswer(session, sdp) : bridge.offeredBack(sdp);
        Session shown = outcome instanceof Outcome.Pass ? shownTo(session) : null;
        if (offered || shown == null) session.acknowledge(response, null);
        if (shown == null || !(outcome instanceof Outcome.Pass(byte[] toCaller))) {
            session.bye(Extra.of(HeaderName.REASON, "SIP;cause=488;text=\"Not Acceptable Here\""));
            if (outcome instanceof Outcome.Refused refused)
                fail(new Outcome.Refused(500, refused.why(), refused.rule()));
            return;
        }
        stopTimer();
        answeredAt = around.agent().timers().now();
        answeredWall = around.agent().timers().wallClock();
        around.calls().answered();
        places.answered();
        if (places.limited() && sdp != null) places.carries(Bandwidth.of(sdp));
        OverloadClient overload = t.peer().overload();
        if (overload != null) { // its ACK and, later, its BYE
            overload.permits(Urgency.IN_DIALOG, answeredAt, around.random());
            overload.permits(Urgency.IN_DIALOG, answeredAt, around.random());
        }
        var talk = new Conversation(
                this,
                bridge,
                shown,
                session,
                Allowed.update(incoming.request(), true),
                Allowed.update(response, true),
                offered ? null : response);
        conversation = talk;
        shown.user(talk);
        session.user(talk);
        incoming.accept(shown, Content.sdp(toCaller), SUPPORTED);
        around.events()
                .report(new CallEvent.Answered(id, from.name(), destination(), peerUri(), answeredAt - startedAt));
        long cap = generation.config().timing().callDuration();
        if (cap > 0) timer = around.agent().timers().after(cap, this, DURATION);
        watch = new CallWatch(this, around, talk, bridge, generation.config().timing());
    }

    @Override
    public void refused(OutgoingInvite invite, Response response) {
        Targets.Target t = target;
        Targets all = targets;
        if (over || invite != outgoing || t == null || all == null) return;
        int status = response.status();
        heard(response);
        all.answered();
        around.calls().forget(invite.callId());
        Target contact = t.contact();
        if (contact != null) all.spoken(contact, status);
        if (t.way() != null && accountRefused(t, all, status)) return;
        if (Statuses.nextPeer(response) || (contact != null && Statuses.nextContact(status))) {
            restAfter(t.peer(), response);
            forgetForks();
            peerFailed(t, "answered " + status, "CAL-020", status);
            tryNext();
            return;
        }
        if (status >= 500 && status <= 599) {
            if (contact == null) all.skip(t.trunk());
            if (!all.exhausted()) {
                forgetForks();
                peerFailed(t, "answered " + status, "OUT-007", status);
                tryNext();
                return;
            }
        }
        if (urgency == Urgency.EMERGENCY && status >= 400 && !all.exhausted()) {
            forgetForks();
            peerFailed(t, "answered " + status, "EMG-012", status);
            tryNext();
            return;
        }
        places.failedThere(status);
        if (status < 400) redirected(t, response);
        else
            failCall(
                    Statuses.forCaller(status),
                    "the called side answered " + status,
                    "CAL-007",
                    Reasons.refusal(response));
    }

    /// True when the provider did not take the account's credentials, which is not the caller's doing: the next trunk
    /// is tried. This and a number that it does not know may mean that it has forgotten us.
    private boolean accountRefused(Targets.Target t, Targets all, int status) {
        RegisteredTrunk registered = t.trunk().registered();
        boolean challenged = status == 401 || status == 407;
        if (registered == null || !(challenged || status == 403 || status == 404)) return false;
        registered.suspect();
        if (!challenged) return false;
        all.skip(t.trunk());
        forgetForks();
        peerFailed(t, "answered " + status + ": the account's credentials were not taken", "AUT-008", status);
        tryNext();
        return true;
    }

    /// A redirection is shown to the caller with the numbers of its Contacts at our own address, so that a new
    /// call to one of them comes through us again; without a number it is 480.
    private void redirected(Targets.Target t, Response response) {
        Extra contacts = Reasons.redirection(response, t.trunk().trunk(), from, incoming.flow());
        if (contacts.fields().isEmpty()) {
            failCall(480, "redirected to nowhere that has a number", "FWD-001", Extra.NONE);
        } else {
            failCall(response.status(), "the called side redirected", "FWD-001", contacts);
        }
    }

    /// A peer that answers is alive: it rests no longer, and is in service whatever probing says.
    private void heard(Response response) {
        Targets.Target t = target;
        int status = response.status();
        if (t == null || !Statuses.life(status)) return;
        Timers timers = around.agent().timers();
        if (t.peer().heard(status, timers.now(), timers.wallClock())) {
            around.events()
                    .report(new CallEvent.PeerChanged(destination(), peerUri(), "up", "a call was answered " + status));
        }
    }

    private void restAfter(PeerState peer, Response response) {
        if (response.header(RetryAfter.TYPE) instanceof Field.Present(RetryAfter after)) {
            long rest = Math.min(after.seconds(), 3_600) * 1_000;
            peer.quiet(around.agent().timers().now() + rest);
        }
    }

    @Override
    public void failed(OutgoingInvite invite, Failure failure) {
        Targets.Target t = target;
        if (over || invite != outgoing || t == null) return;
        around.calls().forget(invite.callId());
        if (!failure.ours()) {
            t.peer().rest(around.agent().timers().now() + PEER_REST);
            OverloadClient overload = t.peer().overload();
            if (overload != null) overload.failed(around.agent().timers().now());
        }
        Target contact = t.contact();
        if (contact != null && !failure.ours())
            around.registered().doubted(t.trunk().trunk(), contact);
        if (contact != null && failure.flowFailed()) around.registered().lost(contact); // REG-053
        forgetForks();
        peerFailed(t, failure.why(), "FLD-003", failure.kind().status());
        tryNext();
    }

    /// The next peer's dialogs are new to the caller where it has an answer already: another answer in the
    /// same dialog would be none to it (RFC 3261 section 13.2.1).
    private void forgetForks() {
        forks.clear();
        if (unboundAnswered) unboundFork = null;
        unboundAnswered = false;
        if (media != null) media.forgetAnswers();
    }

    // The end.

    @Override
    public void cancelled(IncomingInvite invite, Request request) {
        if (over) return;
        if (outgoing != null) outgoing.cancel(Reasons.of(request));
        rejected(487, "the caller gave up", "CAL-004");
        close(487);
    }

    private void fail(Outcome.Refused refused) {
        Extra extra = refused.status() == 488 ? Warnings.of(refused) : Extra.NONE;
        failCall(refused.status(), refused.why(), refused.rule(), extra);
    }

    private void failCall(int status, String why, String rule, Extra extra) {
        if (over) return;
        rejected(status, why, rule);
        OutgoingInvite last = outgoing;
        incoming.refuse(status, Statuses.phrase(status), extra);
        if (last != null) last.cancel(Extra.NONE);
        close(status);
    }

    /// The conversation is over: both legs have been told.
    void ended(String by, String why) {
        if (over) return;
        long seconds = (around.agent().timers().now() - answeredAt) / 1_000;
        String oneWay = "";
        if (watch != null) oneWay = watch.end();
        var heard = new MediaTotals();
        if (media != null) media.addTo(heard);
        around.events()
                .report(new CallEvent.Ended(
                        id,
                        from.name(),
                        destination(),
                        peerUri(),
                        by,
                        why,
                        seconds,
                        heard.received(),
                        heard.lost(),
                        oneWay));
        close(0);
    }

    /// @param status what the caller was told; without a meaning after an answer
    private void close(int status) {
        over = true;
        stopTimer();
        if (outgoing != null) around.calls().forget(outgoing.callId());
        if (media != null) {
            if (answeredAt != 0) media.addTo(around.calls().media());
            media.close();
        }
        if (places.taken()) around.calls().remove(this);
        if (answeredAt == 0) around.calls().failed();
        places.giveBack(status);
        forks.clear();
    }

    private void stopTimer() {
        if (timer != null) timer.cancel();
        timer = null;
    }

    @Override
    public void expired(int what) {
        if (over) return;
        switch (what) {
            case RINGING -> failCall(408, "not answered in time", "timing.ringing", Extra.NONE);
            case DURATION -> hangup("the longest call duration is reached", "timing.call-duration");
            default -> throw new IllegalArgumentException("timer " + what);
        }
    }

    /// Ends the call from our side: an operator, a cap, a watchdog.
    public void hangup(String why, String rule) {
        if (over) return;
        Conversation talk = conversation;
        if (talk == null) {
            failCall(480, why, rule, Extra.NONE);
        } else {
            around.events().report(new CallEvent.Noted(id, why, rule));
            talk.hangup(why);
        }
    }

    /// As it stands.
    public CallSnapshot snapshot() {
        Conversation talk = conversation;
        List<LegSnapshot> legs = new ArrayList<>(2);
        if (talk != null && watch != null) {
            legs.add(talk.snapshot(Side.CALLER, from.name(), watch.unheard(Side.CALLER)));
            legs.add(talk.snapshot(Side.CALLEE, destination(), watch.unheard(Side.CALLEE)));
        }
        return new CallSnapshot(
                id,
                talk != null ? "answered" : rang ? "ringing" : "trying",
                from.name(),
                destination(),
                who.caller(),
                who.called(),
                startedWall,
                answeredWall,
                legs);
    }

    private String destination() {
        Targets.Target t = target;
        return t == null ? "" : t.trunk().trunk().name();
    }

    private String peerUri() {
        Targets.Target t = target;
        return t == null ? "" : t.peer().peer().uri();
    }

    /// When to try again: a random time of 0 to 10 seconds (RFC 3261 section 14.2, RFC 3311 section 5.2).
    Extra soon() {
        return Extra.of(
                HeaderName.RETRY_AFTER,
                Long.toString(Math.floorMod(around.agent().tokens().number(), 11L)));
    }

    @Override
    public void odd(Side side, Set<Remark> remarks) {
        String who = side == Side.CALLER ? "the caller" : "the called side";
        for (Remark remark : remarks) {
            note(
                    "description of " + who + ": "
                            + remark.name().replace('_', ' ').toLowerCase(Locale.ROOT),
                    "RFC 3264");
        }
    }

    void note(String what, String rule) {
        around.events().report(new CallEvent.Noted(id, what, rule));
    }
}
