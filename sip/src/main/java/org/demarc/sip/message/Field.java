package org.demarc.sip.message;

/// What a message says for one header: nothing, a value, or something that its grammar does not allow.
public sealed interface Field<T> {
    record Present<T>(T value) implements Field<T> {}

    record Absent<T>() implements Field<T> {}

    /// `why` is short and holds no octet of the input.
    record Malformed<T>(String why) implements Field<T> {}
}
