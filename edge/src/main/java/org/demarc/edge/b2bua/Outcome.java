package org.demarc.edge.b2bua;

/// What became of a session description on its way from one leg to the other.
sealed interface Outcome {
    /// The description to send on the other leg.
    record Pass(byte[] sdp) implements Outcome {}

    /// It cannot go on.
    ///
    /// @param status what to answer: 400, 488, 500
    /// @param why one line for people
    /// @param rule the reason's name
    record Refused(int status, String why, String rule) implements Outcome {}
}
