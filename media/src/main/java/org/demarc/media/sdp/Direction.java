package org.demarc.media.sdp;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may send on a stream, seen from the side whose SDP says so: RFC 8866 §6.7, RFC 3264 §6.1.
public enum Direction {
    SENDRECV("sendrecv", true, true),
    SENDONLY("sendonly", true, false),
    RECVONLY("recvonly", false, true),
    INACTIVE("inactive", false, false);

    private final String word;
    private final boolean send;
    private final boolean receive;

    Direction(String word, boolean send, boolean receive) {
        this.word = word;
        this.send = send;
        this.receive = receive;
    }

    /// The `a=` line for it.
    public Attribute attribute() {
        return switch (this) {
            case SENDRECV -> SENDRECV_LINE;
            case SENDONLY -> SENDONLY_LINE;
            case RECVONLY -> RECVONLY_LINE;
            case INACTIVE -> INACTIVE_LINE;
        };
    }

    /// True when the side whose SDP this is may send.
    public boolean maySend() {
        return send;
    }

    /// True when the side whose SDP this is may receive.
    public boolean mayReceive() {
        return receive;
    }

    /// The direction with these two rights.
    public static Direction of(boolean maySend, boolean mayReceive) {
        if (maySend) return mayReceive ? SENDRECV : SENDONLY;
        return mayReceive ? RECVONLY : INACTIVE;
    }

    /// The same stream seen from the other side.
    public Direction reversed() {
        return of(receive, send);
    }

    /// What both allow.
    public Direction and(Direction other) {
        return of(send && other.send, receive && other.receive);
    }

    /// The answers that RFC 3264 §6.1 lets the other side give to an offer with this direction.
    public Set<Direction> answers() {
        return switch (this) {
            case SENDRECV -> EnumSet.allOf(Direction.class);
            case SENDONLY -> EnumSet.of(RECVONLY, INACTIVE);
            case RECVONLY -> EnumSet.of(SENDONLY, INACTIVE);
            case INACTIVE -> EnumSet.of(INACTIVE);
        };
    }

    /// The direction that an attribute gives, null when it is none of the four.
    static @Nullable Direction of(Attribute attribute) {
        for (var direction : VALUES) {
            if (direction.word.equals(attribute.name())) return direction;
        }
        return null;
    }

    private static final Direction[] VALUES = values();
    private static final Attribute SENDRECV_LINE = Attribute.of("sendrecv");
    private static final Attribute SENDONLY_LINE = Attribute.of("sendonly");
    private static final Attribute RECVONLY_LINE = Attribute.of("recvonly");
    private static final Attribute INACTIVE_LINE = Attribute.of("inactive");
}
