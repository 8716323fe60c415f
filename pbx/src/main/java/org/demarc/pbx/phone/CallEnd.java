package org.demarc.pbx.phone;

/// How a call ended.
public sealed interface CallEnd {
    /// Our phone hung up, or gave up before the answer.
    record HungUp() implements CallEnd {}

    /// The other side hung up, or gave up before the answer.
    record PeerHungUp() implements CallEnd {}

    /// Refused, by either side, with a status of 300 to 699.
    record Refused(int status, String reason) implements CallEnd {}

    /// Went wrong.
    ///
    /// @param why one line for people
    record Failed(String why) implements CallEnd {}

    /// In words.
    default String describe() {
        return switch (this) {
            case HungUp _ -> "hung up";
            case PeerHungUp _ -> "hung up by the other side";
            case Refused(int status, String reason) -> "refused: " + status + " " + reason;
            case Failed(String why) -> why;
        };
    }
}
