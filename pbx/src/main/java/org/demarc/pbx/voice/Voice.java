package org.demarc.pbx.voice;

import java.nio.ByteBuffer;
import org.demarc.media.rtp.G711;
import org.demarc.media.rtp.Mos;
import org.demarc.media.rtp.ReceiverStatistics;
import org.demarc.media.rtp.RtpPacket;
import org.demarc.media.rtp.Tone;
import org.demarc.media.rtp.ToneDetector;
import org.jspecify.annotations.Nullable;

/// The mouth and the ear of one phone in one call: RTP packets of a tone out, RTP packets in. Used by one
/// thread at a time; whoever drives it sends a packet each 20 ms.
public final class Voice {
    /// Between two packets.
    public static final int FRAME_MILLIS = 20;

    private static final int RATE = 8_000;
    private static final int SAMPLES = RATE / 1_000 * FRAME_MILLIS; // whole cycles of each tone: all frames are equal
    private static final int LOUDNESS = 8_000;
    private static final int LONGEST = 8 * SAMPLES;

    /// The length of a packet that `say` writes.
    public static final int PACKET_OCTETS = RtpPacket.FIXED_HEADER + SAMPLES;

    private final Tones tones;
    private final int ssrc;
    private final ToneDetector ear;
    private final short[] pcm = new short[LONGEST];
    private byte @Nullable [] frame;
    private @Nullable G711 frameCodec;
    private int sequence;
    private int timestamp;
    private boolean speaking;
    private long sent;
    private long foreign;
    private ReceiverStatistics source = new ReceiverStatistics();
    private long sourceSsrc = -1;
    private long receivedBefore;
    private long lostBefore;
    private long lateBefore;

    /// @param random where SSRC, sequence number and timestamp begin (RFC 3550 section 5.1)
    public Voice(Tones tones, long random) {
        this.tones = tones;
        this.ssrc = (int) random;
        this.sequence = (int) (random >>> 32) & 0x7fff;
        this.timestamp = (int) (random >>> 16);
        this.ear = new ToneDetector(tones.expects(), RATE, SAMPLES);
    }

    /// Writes the next packet into `to` at its position.
    public void say(ByteBuffer to, Aim aim) {
        boolean begins = !speaking; // marker: a talkspurt begins (RFC 3551 section 4.1)
        RtpPacket.writeHeader(to, aim.payloadType(), begins, sequence, timestamp, ssrc);
        to.put(frame(aim.codec()));
        speaking = true;
        sequence++;
        timestamp += SAMPLES;
        sent++;
    }

    /// 20 ms in which nothing may be said.
    public void keepStill() {
        speaking = false;
        timestamp += SAMPLES;
    }

    private byte[] frame(G711 codec) {
        byte[] ready = frame;
        if (ready != null && codec == frameCodec) return ready;
        new Tone(tones.says(), LOUDNESS, RATE).next(pcm, 0, SAMPLES);
        ByteBuffer made = ByteBuffer.allocate(SAMPLES);
        codec.encode(pcm, 0, SAMPLES, made);
        frame = made.array();
        frameCodec = codec;
        return made.array();
    }

    /// Takes a packet that arrived from the peer.
    ///
    /// @param datagram from its position to its limit; not changed
    /// @param arrivedMicros when, on any clock that does not jump
    public void hear(ByteBuffer datagram, long arrivedMicros, Aim aim) {
        RtpPacket packet = RtpPacket.read(datagram);
        G711 codec = packet == null ? null : codec(packet.payloadType(), aim);
        if (packet == null || codec == null || packet.payloadLength() == 0 || packet.payloadLength() > LONGEST) {
            foreign++;
            return;
        }
        if (packet.ssrc() != sourceSsrc) changeSource(packet.ssrc());
        source.received(packet.sequenceNumber(), packet.timestamp(), arrivedMicros * RATE / 1_000_000);
        codec.decode(datagram, packet.payloadIndex(), packet.payloadLength(), pcm, 0);
        ear.listen(pcm, 0, packet.payloadLength());
    }

    private void changeSource(long next) {
        receivedBefore += source.received();
        lostBefore += Math.max(0, source.lost());
        lateBefore += source.outOfOrder();
        source = new ReceiverStatistics();
        sourceSsrc = next;
    }

    /// A packet of somebody who is not the peer.
    public void ignore() {
        foreign++;
    }

    private static @Nullable G711 codec(int payloadType, Aim aim) {
        if (payloadType == aim.payloadType()) return aim.codec();
        for (G711 codec : CODECS) {
            if (payloadType == codec.payloadType()) return codec;
        }
        return null;
    }

    private static final G711[] CODECS = G711.values();

    /// What was said and heard so far.
    public Heard heard() {
        long received = receivedBefore + source.received();
        long lost = lostBefore + Math.max(0, source.lost());
        double share = lost == 0 ? 0 : (double) lost / (lost + received);
        double jitterMillis = source.jitter() * 1_000.0 / RATE;
        return new Heard(
                sent,
                received,
                lost,
                lateBefore + source.outOfOrder(),
                foreign,
                source.jitter() * 1_000_000 / RATE,
                ear.blocksHeard(),
                ear.blocks() - ear.blocksHeard(),
                received == 0 ? 0 : Mos.estimate(Mos.Codec.G711_CONCEALED, share, 0, jitterMillis, FRAME_MILLIS));
    }
}
