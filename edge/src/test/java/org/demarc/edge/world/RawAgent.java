package org.demarc.edge.world;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.demarc.sim.Gen;
import org.jspecify.annotations.Nullable;

/// A telephone system written by hand over UDP, which knows nothing of our code, and breaks rules where its
/// plan says so.
public final class RawAgent implements Agent {
    final World world;
    final Gen gen;
    private final Zone zone;
    private final InetSocketAddress address;
    private final Map<String, RawCall> calls = new HashMap<>();
    private final Map<String, byte[]> answers = new HashMap<>();
    private final Map<String, Retry> asked = new HashMap<>();
    private int nextPort = 50_000;
    private boolean dead;
    private int life;

    RawAgent(World world, Zone zone, InetSocketAddress address) {
        this.world = world;
        this.zone = zone;
        this.address = address;
        this.gen = world.gen.split();
        attach();
    }

    private void attach() {
        world.network.attach(address, (from, _, octets) -> {
            if (from.equals(zone.edge())) received(octets);
        });
    }

    @Override
    public Zone zone() {
        return zone;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public int alive() {
        int alive = 0;
        for (RawCall call : calls.values()) alive += call.alive();
        return alive;
    }

    @Override
    public void crash() {
        dead = true;
        life++;
        world.network.detach(address);
        for (RawCall call : calls.values()) call.crashed();
        calls.clear();
        answers.clear();
        asked.clear();
    }

    @Override
    public void revive() {
        dead = false;
        attach();
    }

    @Override
    public void dial(Script script) {
        var call = new RawCall(this, script, token());
        calls.put(call.callId, call);
        call.dial(dead);
    }

    // What calls use.

    long now() {
        return world.clock.millis();
    }

    void later(long millis, Runnable task) {
        int mine = life;
        world.later(millis, () -> {
            if (mine == life) task.run();
        });
    }

    String token() {
        return zone.word() + gen.string("0123456789abcdef", 12, 12);
    }

    String branch() {
        return "z9hG4bK" + token();
    }

    String host() {
        return VirtualSender.text(address);
    }

    MiniSdp newMedia() {
        nextPort += 2;
        return new MiniSdp(
                zone.word(),
                Long.toString(gen.bits() >>> 8),
                gen.below(1_000),
                address.getAddress().getHostAddress(),
                List.of(new MiniSdp.Stream("audio", nextPort, "sendrecv")));
    }

    void transmit(byte[] octets, boolean often) {
        if (dead) return;
        world.network.send(address, zone.edge(), octets);
        if (!often) return;
        for (int i = gen.below(3); i >= 0; i--) {
            later(gen.between(0, 900), () -> world.network.send(address, zone.edge(), octets));
        }
    }

    /// Sends a request and repeats it until `Retry.stop`, as UDP wants.
    Retry ask(String branch, String method, String text, boolean often) {
        var retry = new Retry(text.getBytes(StandardCharsets.UTF_8), method.equals("INVITE"), often);
        asked.put(branch + method, retry);
        retry.send();
        return retry;
    }

    /// Sends a response, again for each repetition of its request.
    void answer(RawMessage request, String text, boolean often) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        answers.put(request.branch() + request.method(), octets);
        transmit(octets, often);
    }

    /// A request that is sent until it is answered.
    final class Retry {
        private final byte[] octets;
        private final boolean invite;
        private final boolean often;
        private long interval = 500;
        private long left = 32_000;
        boolean stopped;
        boolean timedOut;

        Retry(byte[] octets, boolean invite, boolean often) {
            this.octets = octets;
            this.invite = invite;
            this.often = often;
        }

        void stop() {
            stopped = true;
        }

        private void send() {
            if (stopped) return;
            if (left <= 0) {
                stopped = true;
                timedOut = true;
                return;
            }
            transmit(octets, often);
            long wait = interval;
            left -= wait;
            interval = invite ? interval * 2 : Math.min(interval * 2, 4_000);
            later(wait, this::send);
        }
    }

    private void received(byte[] octets) {
        if (dead) return;
        RawMessage message;
        try {
            message = RawMessage.parse(octets);
        } catch (AssertionError | RuntimeException unreadable) {
            if (world.isDisturbed()) return;
            throw unreadable;
        }
        RawCall call = calls.get(message.get("Call-ID"));
        if (message.isResponse()) {
            Retry retry = asked.get(message.branch() + message.method());
            if (retry == null) {
                if (life == 0 && !world.isDisturbed())
                    throw new AssertionError("a response to no request: " + message.start);
                return;
            }
            if (message.status() >= 200 || message.method().equals("INVITE")) retry.stop();
            if (call != null) call.response(message);
            return;
        }
        byte[] before = answers.get(message.branch() + message.method());
        if (before != null && !message.method().equals("ACK")) {
            transmit(before, false);
            return;
        }
        if (call == null && message.method().equals("INVITE") && message.toTag().isEmpty()) {
            Script script = world.script(user(message.uri()));
            if (script != null) {
                call = new RawCall(this, script, message.get("Call-ID"));
                calls.put(call.callId, call);
                call.invited(message);
                return;
            }
        }
        if (call != null) call.request(message);
        else if (message.method().equals("OPTIONS")) answer(message, reply(message, 200, token(), "", null), false);
        else if (!message.method().equals("ACK")) answer(message, reply(message, 481, token(), "", null), false);
    }

    private static String user(String uri) {
        int at = uri.indexOf('@');
        return at < 0 ? "" : uri.substring(uri.indexOf(':') + 1, at);
    }

    // Texts.

    /// A response text.
    String reply(RawMessage request, int status, String tag, String extra, byte @Nullable [] sdp) {
        var out = new StringBuilder("SIP/2.0 " + status + " Anything\r\n");
        for (String via : request.all("Via")) out.append("Via: ").append(via).append("\r\n");
        out.append("From: ").append(request.get("From")).append("\r\nTo: ").append(request.get("To"));
        if (request.toTag().isEmpty() && !tag.isEmpty()) out.append(";tag=").append(tag);
        out.append("\r\nCall-ID: ")
                .append(request.get("Call-ID"))
                .append("\r\nCSeq: ")
                .append(request.get("CSeq"));
        out.append("\r\nServer: ").append(zone.word()).append("-raw\r\n").append(extra);
        return close(out, sdp);
    }

    static String close(StringBuilder head, byte @Nullable [] sdp) {
        if (sdp != null) head.append("Content-Type: application/sdp\r\n");
        head.append("Content-Length: ").append(sdp == null ? 0 : sdp.length).append("\r\n\r\n");
        if (sdp != null) head.append(new String(sdp, StandardCharsets.UTF_8));
        return head.toString();
    }

    String contact() {
        return "Contact: <sip:" + zone.word() + "@" + host() + ">\r\n";
    }

    @Override
    public String toString() {
        return "raw agent " + host();
    }
}
