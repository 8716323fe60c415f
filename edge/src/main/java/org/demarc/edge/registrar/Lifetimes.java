package org.demarc.edge.registrar;

/// How long bindings of an account may live, in seconds: RFC 3261 section 10.3.
///
/// @param least what is asked for below this gets 423; at most 3600, since a longer request must not be refused
/// @param usual granted to one who asks for nothing
/// @param most a longer request is granted this
public record Lifetimes(long least, long usual, long most) {
    /// What the profile asks of a provider.
    public static final Lifetimes DEFAULT = new Lifetimes(60, 3_600, 86_400);

    private static final long HOUR = 3_600;

    public Lifetimes {
        if (least < 1 || least > HOUR) throw new IllegalArgumentException("least: 1..3600 expected: " + least);
        if (usual < least || most < usual) {
            throw new IllegalArgumentException(
                    "least <= usual <= most expected: " + least + ", " + usual + ", " + most);
        }
    }

    /// True when the request is to be refused with 423 (catalogue REG-038).
    public boolean tooBrief(long asked) {
        return asked > 0 && asked < least;
    }

    /// What is granted, in seconds.
    ///
    /// @param asked -1 when nothing is said
    public long granted(long asked) {
        return asked < 0 ? usual : Math.min(asked, most);
    }
}
