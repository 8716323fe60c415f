package org.demarc.net;

import java.security.SecureRandom;
import org.demarc.net.StreamConnection.Outgoing;
import org.demarc.net.websocket.Frame;
import org.demarc.net.websocket.FrameDecoder;
import org.demarc.net.websocket.Utf8;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.message.Limits;
import org.jspecify.annotations.Nullable;

/// One SIP message in each WebSocket message: RFC 7118 section 5. Content-Length is not needed.
final class WebSocketFraming implements Framing {
    private static final byte[] NOTHING = {};
    private static final byte[] CRLF = {'\r', '\n'};

    private final FrameDecoder frames;
    private final MessageDecoder messages;
    private final @Nullable SecureRandom masks; // null for a server
    private Outgoing answer = Outgoing.PONG;
    private volatile int closing = Frame.GOING_AWAY;
    private volatile boolean closed;
    private boolean broken;

    /// @param masks of what we send, as the client; null as the server
    WebSocketFraming(Limits limits, @Nullable SecureRandom masks) {
        this.frames = new FrameDecoder(masks == null, limits.messageSize());
        this.messages = new MessageDecoder(limits);
        this.masks = masks;
    }

    @Override
    public void feed(byte[] octets, int from, int length) {
        frames.feed(octets, from, length);
    }

    @Override
    public Decoded next() {
        return switch (frames.next()) {
            case Frame.Message message -> message(message.octets());
            case Frame.Ping ping -> {
                answer = Outgoing.octets(frame(Frame.PONG, ping.octets(), ping.octets().length));
                yield new Decoded.KeepAlive(ping.octets().length, true);
            }
            case Frame.Pong _ -> new Decoded.KeepAlive(0, false);
            case Frame.Close close -> {
                closing = close.code();
                closed = true;
                yield new Decoded.NeedMore();
            }
            case Frame.Failed failed -> {
                closing = failed.code();
                broken = true;
                yield new Decoded.Malformed(0, failed.why(), null);
            }
            case Frame.More _ -> new Decoded.NeedMore();
        };
    }

    /// CRLF CRLF may come in a message, too: RFC 7118 section 6.
    private Decoded message(byte[] octets) {
        return switch (messages.decode(octets, octets.length)) {
            case Decoded.KeepAlive keepAlive -> {
                answer = Outgoing.octets(frame(Frame.TEXT, CRLF, CRLF.length));
                yield keepAlive;
            }
            case Decoded.NeedMore _ -> new Decoded.Malformed(0, "message ends inside its head", null);
            case Decoded other -> other;
        };
    }

    @Override
    public boolean isBroken() {
        return broken;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public int kept() {
        return frames.kept();
    }

    @Override
    public Outgoing answer() {
        return answer;
    }

    @Override
    public Outgoing ping() {
        return Outgoing.octets(frame(Frame.PING, NOTHING, 0));
    }

    @Override
    public boolean wraps() {
        return true;
    }

    /// As text where it is, since some clients expect nothing else.
    @Override
    public byte[] wrapped(byte[] octets, int length) {
        return frame(Utf8.is(octets, 0, length) ? Frame.TEXT : Frame.BINARY, octets, length);
    }

    @Override
    public byte[] goodbye() {
        return Frame.close(closing, mask());
    }

    private byte[] frame(int opcode, byte[] octets, int length) {
        return Frame.encode(opcode, octets, length, mask());
    }

    private byte @Nullable [] mask() {
        if (masks == null) return null;
        byte[] mask = new byte[4];
        masks.nextBytes(mask);
        return mask;
    }
}
