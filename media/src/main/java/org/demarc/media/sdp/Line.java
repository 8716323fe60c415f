package org.demarc.media.sdp;

/// A line that the model carries without looking inside: `i= u= e= p= b= t= r= z= k=`.
///
/// @param type the letter
/// @param value the octets after `=`
public record Line(char type, String value) {
    /// Where the line belongs in its section (RFC 8866 §9); `c=` has rank 5.
    static final int CONNECTION_RANK = 5;

    public Line {
        if (rank(type) == 0) throw new IllegalArgumentException("no line of its own: " + type);
        Text.value(value);
    }

    /// `t=0 0`: the session of a call is not bounded in time (RFC 3264 §5).
    public static final Line UNBOUNDED = new Line('t', "0 0");

    int rank() {
        return rank(type);
    }

    /// The place of a type in its section, 0 when it has none here. Times keep their own order: `r=`
    /// and `z=` belong to the `t=` before them.
    static int rank(int type) {
        return switch (type) {
            case 'i' -> 1;
            case 'u' -> 2;
            case 'e' -> 3;
            case 'p' -> 4;
            case 'b' -> 6;
            case 't', 'r', 'z' -> 7;
            case 'k' -> 8;
            default -> 0;
        };
    }

    /// True for the letters that a media description may have (RFC 8866 §9).
    static boolean inMedia(int type) {
        return type == 'i' || type == 'b' || type == 'k';
    }

    /// The name before the colon of a `b=` line, for example `AS` (RFC 8866 §5.8); the whole value
    /// without colon.
    public String bandwidthType() {
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }
}
