package org.demarc.edge.registration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.demarc.edge.world.VirtualSender;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.DigestServer;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.digest.Ha1;
import org.demarc.sip.digest.Nonces;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.Transport;

/// A registrar that asks for proof, keeps bindings for their time, and forgets everything when it starts again.
final class SimRegistrar implements LaneCore {
    static final String SERVICE_ROUTE = "<sip:orig@sp.example.net;lr>";

    private static final int REMEMBERED = 64;

    final InetSocketAddress address;
    final VirtualSender sender;
    private final VirtualClock clock;
    private final Gen gen;
    private final Map<String, Long> bindings = new HashMap<>();
    private final Map<String, Response> answered = new HashMap<>();
    private final List<String> order = new ArrayList<>();
    private DigestServer digest;
    private String password = "secret";

    /// How often it asks for patience.
    double busy = 0.05;

    /// When credentials came that were wrong.
    final List<Long> wrong = new ArrayList<>();

    SimRegistrar(VirtualClock clock, FaultyNetwork<InetSocketAddress, byte[]> network, Gen gen, String host) {
        this.clock = clock;
        this.gen = gen;
        address = new InetSocketAddress(InetAddress.ofLiteral(host), 5060);
        sender = new VirtualSender(clock, network, gen.split(), VirtualSender.Watch.NONE);
        sender.core(this);
        sender.bind("Provider", address, Set.of(Transport.UDP, Transport.TCP));
        digest = digest();
    }

    private DigestServer digest() {
        return new DigestServer(
                Bench.DOMAIN,
                List.of(Algorithm.SHA_256, Algorithm.MD5),
                new Nonces(gen.bytes(32, 32), gen.between(10_000, 600_000), 100),
                (user, algorithm) -> Ha1.of(algorithm, user, Bench.DOMAIN, password),
                new Digester());
    }

    /// Starts again with nothing in memory; connections break.
    void restart() {
        sender.die();
        sender.revive();
        bindings.clear();
        answered.clear();
        order.clear();
        digest = digest();
    }

    void password(String changed) {
        password = changed;
    }

    boolean knows() {
        bindings.values().removeIf(until -> until <= clock.millis());
        return !bindings.isEmpty();
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        if (!(message instanceof Request request)) return;
        Response response = answered.get(request.topBranch());
        if (response == null) {
            response = answer(request);
            answered.put(request.topBranch(), response);
            order.add(request.topBranch());
            if (order.size() > REMEMBERED) answered.remove(order.removeFirst());
        }
        sender.send(response, flow, null);
    }

    Response answer(Request request) {
        if (gen.chance(busy)) {
            MessageBuilder<Response> busy = Response.answering(request, 503, "Busy", "sim");
            if (gen.flip()) busy.add(HeaderName.RETRY_AFTER, gen.between(0, 300));
            return busy.build();
        }
        List<Credentials> given = request.header(Credentials.AUTHORIZATION) instanceof Field.Present(Credentials c)
                ? List.of(c)
                : List.of();
        return switch (digest.verify(given, "REGISTER", new byte[0], clock.millis())) {
            case DigestServer.Verdict.Proven _ -> bound(request);
            case DigestServer.Verdict.Absent() -> challenge(request, false);
            case DigestServer.Verdict.Stale _ -> challenge(request, true);
            case DigestServer.Verdict.Wrong _ -> {
                wrong.add(clock.millis());
                yield challenge(request, false);
            }
        };
    }

    /// What a request is asked for.
    List<Challenge> challenges() {
        return List.copyOf(digest.challenges(false, clock.millis()));
    }

    /// True when credentials are right.
    boolean proves(Credentials given, String method) {
        return digest.verify(List.of(given), method, new byte[0], clock.millis())
                instanceof DigestServer.Verdict.Proven;
    }

    private Response challenge(Request request, boolean stale) {
        MessageBuilder<Response> asked = Response.answering(request, 401, "Unauthorized", "sim");
        for (Challenge c : digest.challenges(stale, clock.millis())) asked.add(Challenge.WWW_AUTHENTICATE, c);
        return asked.build();
    }

    private Response bound(Request request) {
        String contact = "" + request.raw(HeaderName.CONTACT);
        long asked = Long.parseLong("" + request.raw(HeaderName.EXPIRES));
        if (asked > 0 && asked < 60) {
            return Response.answering(request, 423, "Too Brief", "sim")
                    .add(HeaderName.MIN_EXPIRES, 60)
                    .build();
        }
        MessageBuilder<Response> ok = Response.answering(request, 200, "OK", "sim");
        if (asked == 0) {
            bindings.remove(contact);
            return ok.build();
        }
        long granted = Math.min(asked, gen.between(60, 1_800));
        bindings.put(contact, clock.millis() + granted * 1_000);
        ok.add(HeaderName.CONTACT, contact + ";expires=" + granted);
        ok.add(HeaderName.SERVICE_ROUTE, SERVICE_ROUTE);
        if (contact.contains("reg-id")) ok.add(HeaderName.REQUIRE, "outbound");
        return ok.build();
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow flow) {
        throw new AssertionError("we sent something that cannot be read: " + malformed);
    }

    @Override
    public void closed(Flow flow) {}
}
