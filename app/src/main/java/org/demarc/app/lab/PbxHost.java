package org.demarc.app.lab;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.demarc.net.Net;
import org.demarc.net.NetConfig;
import org.demarc.pbx.phone.CallReport;
import org.demarc.pbx.phone.Pbx;
import org.demarc.pbx.phone.PbxConfig;
import org.demarc.pbx.phone.PhoneCall;
import org.demarc.pbx.voice.PhoneMedia;
import org.demarc.sip.transaction.TimerConfig;

/// A PBX on real sockets: one lane that any thread may ask to do something.
final class PbxHost implements AutoCloseable {
    private final Net net;
    private final Pbx pbx;

    private PbxHost(Net net, Pbx pbx) {
        this.net = net;
        this.pbx = pbx;
    }

    /// Binds and begins to serve.
    ///
    /// @param heard hears of each change of each call, on the PBX's lane
    /// @throws org.demarc.net.CannotBind with one line for people
    static PbxHost start(PbxConfig config, InetSocketAddress local, PhoneMedia media, Consumer<CallReport> heard) {
        var network = NetConfig.Network.of(
                config.network(), List.of(local.getAddress()), OptionalInt.of(local.getPort()), OptionalInt.empty());
        Net net = Net.bind(NetConfig.of(1, List.of(network)));
        var made = new AtomicReference<Pbx>();
        net.start((_, sender, timers, tokens) -> {
            var pbx = new Pbx(
                    config, media, sender, timers, tokens, TimerConfig.RFC3261, call -> heard.accept(call.report()));
            made.set(pbx);
            return pbx;
        });
        return new PbxHost(net, made.get());
    }

    /// A phone dials.
    ///
    /// @param refused told why when it cannot, on any thread
    void dial(String extension, String number, Consumer<String> refused) {
        boolean taken = execute(() -> {
            try {
                pbx.dial(extension, number);
            } catch (IllegalStateException e) {
                refused.accept(String.valueOf(e.getMessage()));
            }
        });
        if (!taken) refused.accept("the PBX has stopped");
    }

    /// A phone hangs up; nothing for a call that is over.
    void hangup(long call) {
        execute(() -> {
            for (PhoneCall each : pbx.calls()) {
                if (each.id() == call) each.hangup();
            }
        });
    }

    void hangupAll() {
        execute(() -> pbx.calls().forEach(PhoneCall::hangup));
    }

    private boolean execute(Runnable command) {
        return net.lanes().getFirst().execute(command);
    }

    @Override
    public void close() {
        net.close();
    }
}
