package org.demarc.edge.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.demarc.edge.admission.Urgency;
import org.demarc.edge.routing.Called;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.From;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.NameAddr;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.jspecify.annotations.Nullable;

/// A provider whose registrar may forget everything, which asks for proof of every call, and to whom calls must come as
/// the account's.
final class SimProvider implements LaneCore {
    private static final int REMEMBERED = 256;

    final SimRegistrar registrar;
    final SimPhone phone;
    private final Map<String, Response> challenged = new LinkedHashMap<>();
    private final Set<String> unacknowledged = new HashSet<>();
    private @Nullable Flow registered;
    /// A call for help whose credentials are missing or wrong is taken (catalogue EMG-020).
    boolean takesHelpUnproved;
    private @Nullable SipUri contact;

    SimProvider(VirtualClock clock, FaultyNetwork<InetSocketAddress, byte[]> network, Gen gen, String host) {
        registrar = new SimRegistrar(clock, network, gen.split(), host);
        registrar.sender.core(this);
        phone = new SimPhone(clock, registrar.sender, gen.split(), host);
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        if (message instanceof Request request) {
            if (request.method().name().equals("REGISTER")) {
                registrar.received(message, flow);
                if (registrar.knows()
                        && request.header(Contact.TYPE) instanceof Field.Present(Contact c)
                        && c.uri() instanceof SipUri uri) {
                    registered = flow;
                    contact = uri;
                }
                return;
            }
            if (request.method().equals(Method.ACK) && unacknowledged.contains(request.topBranch())) return;
            if (request.method().equals(Method.INVITE) && request.toTag().isEmpty() && !isProved(request, flow)) return;
        }
        phone.agent.received(message, flow);
    }

    private boolean isProved(Request invite, Flow flow) {
        Response before = challenged.get(invite.topBranch());
        boolean unproved = isForHelp(invite) && takesHelpUnproved;
        if (before == null && !unproved && !proves(invite)) {
            MessageBuilder<Response> asked = Response.answering(invite, 407, "Prove", "sim");
            for (Challenge c : registrar.challenges()) asked.add(Challenge.PROXY_AUTHENTICATE, c);
            before = asked.build();
            challenged.put(invite.topBranch(), before);
            unacknowledged.add(invite.topBranch());
            if (challenged.size() > REMEMBERED)
                challenged.remove(challenged.keySet().iterator().next());
        }
        if (before == null) {
            if (isForHelp(invite)) saysWhoNeedsHelp(invite);
            else isOfTheAccount(invite);
            return true;
        }
        registrar.sender.send(before, flow, null);
        return false;
    }

    private final Set<String> proved = new HashSet<>();

    private boolean proves(Request invite) {
        if (proved.contains(invite.topBranch())) return true;
        boolean fine = invite.header(Credentials.PROXY_AUTHORIZATION) instanceof Field.Present(Credentials c)
                && registrar.proves(c, "INVITE");
        if (fine) proved.add(invite.topBranch());
        return fine;
    }

    private static boolean isForHelp(Request invite) {
        return Urgency.of(invite, Set.of("112", "911")) == Urgency.EMERGENCY;
    }

    /// What holds for every call for help, registered or not.
    private static void saysWhoNeedsHelp(Request invite) {
        assertThat(invite.requestUriText()).matches("urn:service:sos(\\.[a-z]+)?|sip:(112|911)@sp\\.example\\.net");
        assertThat(invite.raw(HeaderName.TO)).isEqualTo("<" + invite.requestUriText() + ">");
        assertThat(invite.raw(HeaderName.FROM)).containsPattern("sip:\\+121455501\\d\\d@sp\\.example\\.net");
        assertThat(invite.raw(HeaderName.P_ASSERTED_IDENTITY))
                .containsPattern("sip:\\+121455501\\d\\d@sp\\.example\\.net");
        assertThat(invite.raw(HeaderName.CONTACT)).containsPattern("sip:\\+121455501\\d\\d@203\\.0\\.113\\.5");
    }

    /// What holds for every call that a registered trunk makes.
    private static void isOfTheAccount(Request invite) {
        assertThat(invite.raw(HeaderName.ROUTE)).isEqualTo(SimRegistrar.SERVICE_ROUTE);
        assertThat(invite.requestUriText()).matches("sip:\\+1408555\\d{4}@sp\\.example\\.net;user=phone");
        String from = invite.header(From.TYPE) instanceof Field.Present(From(NameAddr address))
                ? Called.number(address.uri())
                : null;
        assertThat(from).matches("\\+121455501\\d\\d");
        assertThat(invite.raw(HeaderName.P_ASSERTED_IDENTITY)).contains(from + "@sp.example.net");
        assertThat(invite.raw(HeaderName.CONTACT)).contains("sip:" + from + "@");
    }

    /// Calls a number of the account, where it is registered.
    ///
    /// @return false when it is not
    boolean call(String number) {
        Flow flow = registered;
        SipUri to = contact;
        if (flow == null || to == null || !registrar.knows() || registrar.sender.dead()) return false;
        String uri = "sip:" + number + "@" + to.host() + ":" + to.port()
                + (to.transport() == null ? "" : ";transport=" + to.transport());
        phone.dial(flow, uri, "sip:+14085550123@" + Bench.DOMAIN);
        return true;
    }

    List<Integer> refusals() {
        return phone.refusals;
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow flow) {
        throw new AssertionError("we sent something that cannot be read: " + malformed);
    }

    @Override
    public void closed(Flow flow) {}
}
