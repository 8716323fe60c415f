package org.demarc.pbx.phone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.demarc.pbx.voice.PhoneMedia;
import org.demarc.pbx.voice.PhonePort;
import org.demarc.pbx.voice.Tones;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.IncomingInvite;
import org.demarc.sip.ua.UserAgent;
import org.demarc.sip.ua.UserAgentUser;
import org.jspecify.annotations.Nullable;

/// A small PBX on one trunk, its phones inside. With other numbers it is the far end of a provider as well.
/// Pure: it lives on one lane, under sockets or in a simulation.
public final class Pbx implements LaneCore, UserAgentUser {
    private static final int TRANSACTION_LIMIT = 100_000;

    private final PbxConfig config;
    private final PhoneMedia media;
    private final Sender sender;
    private final Timers timers;
    private final Tokens tokens;
    private final CallWatcher watcher;
    private final UserAgent agent;
    private final Map<String, Extension> byNumber = new HashMap<>();
    private final Map<String, Extension> byName = new HashMap<>();
    private final Set<PhoneCall> calls = new LinkedHashSet<>();
    private long lastId;
    private long ignored;

    public Pbx(
            PbxConfig config,
            PhoneMedia media,
            Sender sender,
            Timers timers,
            Tokens tokens,
            TimerConfig timing,
            CallWatcher watcher) {
        this.config = config;
        this.media = media;
        this.sender = sender;
        this.timers = timers;
        this.tokens = tokens;
        this.watcher = watcher;
        this.agent = new UserAgent(sender, timers, tokens, timing, TRANSACTION_LIMIT, this);
        for (Extension extension : config.extensions()) {
            byNumber.put(extension.number(), extension);
            byName.put(extension.name(), extension);
        }
    }

    /// A phone dials a number.
    ///
    /// @param extension name of one of our extensions
    /// @param number E.164 with `+`
    public PhoneCall dial(String extension, String number) {
        Extension phone = byName.get(extension);
        if (phone == null) throw new IllegalArgumentException("no such extension: " + extension);
        Flow flow = sender.flow(config.network(), config.transport(), config.trunk());
        if (flow == null) {
            throw new IllegalStateException(
                    "network " + config.network() + " has no " + config.transport() + " to " + config.trunk());
        }
        PhonePort port = media.open(Tones.between(phone.number(), number));
        if (port == null) throw new IllegalStateException("no port for the voice of a call");
        var call = new PhoneCall(this, ++lastId, true, phone, number, new CallMedia(port, tokens.number()));
        calls.add(call);
        call.dial(flow, config.domain(), config.patience());
        return call;
    }

    /// The calls that are up or on their way.
    public List<PhoneCall> calls() {
        return new ArrayList<>(calls);
    }

    /// How many dialogs live.
    public int dialogs() {
        return agent.dialogs();
    }

    /// How many transactions live, those that only absorb repetitions included.
    public int transactions() {
        return agent.transactions().size();
    }

    /// Messages of sources other than our trunk, dropped so far.
    public long ignored() {
        return ignored;
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        if (served(flow)) agent.received(message, flow);
        else ignored++;
    }

    /// Over UDP the trunk speaks from the port that it listens on; a connection has any port.
    private boolean served(Flow flow) {
        if (!flow.network().equals(config.network())) return false;
        return flow.transport() == Transport.UDP
                ? flow.remote().equals(config.trunk())
                : flow.remote().getAddress().equals(config.trunk().getAddress());
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow flow) {
        boolean answerable = served(flow) && malformed.status() >= 400;
        if (answerable
                && malformed.asFarAsRead() instanceof Request request
                && !request.method().equals(Method.ACK)) {
            sender.send(agent.answer(request, malformed.status(), "Bad Request").build(), flow, null);
        } else {
            ignored++;
        }
    }

    @Override
    public void closed(Flow flow) {
        // A dialog survives its connection.
    }

    @Override
    public void invited(IncomingInvite invite) {
        Request request = invite.request();
        Extension phone = byNumber.get(Numbers.of(request.requestUri()));
        if (phone == null) {
            invite.refuse(404, "Not Found", Extra.NONE);
            return;
        }
        String caller = Numbers.caller(request);
        PhonePort port = calls.size() < config.calls() ? media.open(Tones.between(phone.number(), caller)) : null;
        if (port == null) {
            invite.refuse(503, "Service Unavailable", Extra.of(HeaderName.RETRY_AFTER, "5"));
            return;
        }
        var call = new PhoneCall(this, ++lastId, false, phone, caller, new CallMedia(port, tokens.number()));
        calls.add(call);
        call.ring(invite);
    }

    @Override
    public void asked(ServerTransaction transaction, Request request) {
        transaction.respond(agent.answer(request, 200, "OK")
                .add(HeaderName.ALLOW, UserAgent.allow())
                .add(HeaderName.ACCEPT, "application/sdp")
                .build());
    }

    UserAgent agent() {
        return agent;
    }

    Timers timers() {
        return timers;
    }

    long now() {
        return timers.now();
    }

    /// A number from 0 up.
    long random() {
        return tokens.number();
    }

    void changed(PhoneCall call) {
        watcher.changed(call);
    }

    void ended(PhoneCall call) {
        calls.remove(call);
        watcher.changed(call);
    }

    /// The phone of that number, null when it is none of ours.
    public @Nullable Extension owner(String number) {
        return byNumber.get(number);
    }
}
