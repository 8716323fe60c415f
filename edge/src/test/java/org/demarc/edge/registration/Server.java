package org.demarc.edge.registration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.demarc.edge.world.VirtualSender;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.Via;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// A server of the provider that answers as it is told: one answer for each REGISTER, the last one for all that follow.
final class Server implements LaneCore {
    /// What to answer; null: nothing.
    interface Answer extends Function<Request, @Nullable Response> {}

    static final Answer SILENCE = request -> null;

    final InetSocketAddress address;
    final VirtualSender sender;
    final List<Request> requests = new ArrayList<>();
    final List<Flow> flows = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Map<String, @Nullable Response> answered = new HashMap<>();

    Server(VirtualClock clock, FaultyNetwork<InetSocketAddress, byte[]> network, Gen gen, String host) {
        address = new InetSocketAddress(InetAddress.ofLiteral(host), 5060);
        sender = new VirtualSender(clock, network, gen, VirtualSender.Watch.NONE);
        sender.core(this);
        sender.bind("Provider", address, Set.of(Transport.UDP, Transport.TCP));
        answers.add(SILENCE);
    }

    /// From now on.
    Server answer(Answer... next) {
        answers.clear();
        answers.addAll(List.of(next));
        return this;
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        if (!(message instanceof Request request)) return;
        if (!answered.containsKey(request.topBranch())) {
            requests.add(request);
            flows.add(flow);
            Answer answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
            answered.put(request.topBranch(), answer.apply(request));
        }
        Response response = answered.get(request.topBranch());
        if (response != null) sender.send(response, flow, null);
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow flow) {
        throw new AssertionError("we sent something that cannot be read: " + malformed);
    }

    @Override
    public void closed(Flow flow) {}

    Request last() {
        return requests.getLast();
    }

    static Answer status(int status, String... headers) {
        return request -> with(Response.answering(request, status, "Because", "srv"), headers);
    }

    /// The 200 that lists what was sent, granted for so many seconds; not for a removal.
    static Answer grant(long seconds, String... headers) {
        return request -> {
            MessageBuilder<Response> ok = Response.answering(request, 200, "OK", "srv");
            if (!"0".equals(request.raw(HeaderName.EXPIRES))) {
                ok.add(HeaderName.CONTACT, request.raw(HeaderName.CONTACT) + ";expires=" + seconds);
            }
            return with(ok, headers);
        };
    }

    /// With a value for `keep` (RFC 6223 section 4.4).
    static Answer keeping(String value, Answer answer) {
        return request -> {
            Response response = answer.apply(request);
            Via via = request.topVia();
            return response == null
                    ? null
                    : response.withTopVia(new Via(
                            via.transport(),
                            via.host(),
                            via.port(),
                            via.params().with("keep", value)));
        };
    }

    static Answer challenge(String nonce, String... more) {
        return request -> {
            MessageBuilder<Response> asked = Response.answering(request, 401, "Unauthorized", "srv")
                    .add(
                            HeaderName.WWW_AUTHENTICATE,
                            "Digest realm=\"sp.example.net\", nonce=\"" + nonce
                                    + "\", algorithm=SHA-256, qop=\"auth\"");
            return with(asked, more);
        };
    }

    private static Response with(MessageBuilder<Response> response, String... headers) {
        for (String header : headers) {
            int colon = header.indexOf(':');
            response.add(
                    HeaderName.of(header.substring(0, colon)),
                    header.substring(colon + 1).strip());
        }
        return response.build();
    }
}
