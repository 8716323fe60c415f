package org.demarc.app.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.demarc.pbx.voice.Aim;
import org.demarc.pbx.voice.Heard;
import org.demarc.pbx.voice.PhoneMedia;
import org.demarc.pbx.voice.PhonePort;
import org.demarc.pbx.voice.Tones;
import org.demarc.pbx.voice.Voice;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.jspecify.annotations.Nullable;

/// The voices of phones at one address of a virtual network.
final class VirtualVoices implements PhoneMedia {
    private final VirtualClock clock;
    private final FaultyNetwork<InetSocketAddress, byte[]> wire;
    private final InetAddress host;
    private final Gen gen;
    private int nextPort = 40_000;
    private int inUse;

    VirtualVoices(VirtualClock clock, FaultyNetwork<InetSocketAddress, byte[]> wire, InetAddress host, Gen gen) {
        this.clock = clock;
        this.wire = wire;
        this.host = host;
        this.gen = gen;
    }

    int inUse() {
        return inUse;
    }

    @Override
    public @Nullable PhonePort open(Tones tones) {
        var port = new Port(new InetSocketAddress(host, nextPort), tones);
        nextPort += 2;
        inUse++;
        return port;
    }

    private final class Port implements PhonePort {
        private final InetSocketAddress local;
        private final Voice voice;
        private @Nullable Aim aim;
        private boolean closed;

        Port(InetSocketAddress local, Tones tones) {
            this.local = local;
            this.voice = new Voice(tones, gen.bits());
            wire.attach(local, (from, _, packet) -> {
                Aim now = aim;
                if (now == null) return;
                if (from.equals(now.remote())) voice.hear(ByteBuffer.wrap(packet), clock.millis() * 1_000, now);
                else voice.ignore();
            });
        }

        @Override
        public InetSocketAddress rtp() {
            return local;
        }

        @Override
        public void aim(Aim next) {
            boolean first = aim == null;
            aim = next;
            if (first) tick();
        }

        private void tick() {
            Aim now = aim;
            if (closed || now == null) return;
            if (now.send()) {
                byte[] packet = new byte[Voice.PACKET_OCTETS];
                voice.say(ByteBuffer.wrap(packet), now);
                wire.send(local, now.remote(), packet);
            } else {
                voice.keepStill();
            }
            clock.scheduleAt(clock.millis() + Voice.FRAME_MILLIS, this::tick);
        }

        @Override
        public Heard heard() {
            return voice.heard();
        }

        @Override
        public void close() {
            if (closed) return;
            closed = true;
            inUse--;
            wire.detach(local);
        }
    }
}
