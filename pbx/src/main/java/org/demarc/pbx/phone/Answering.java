package org.demarc.pbx.phone;

/// What a phone does with an incoming call.
public sealed interface Answering {
    /// Rings for so many milliseconds, then answers.
    record After(long ringMillis) implements Answering {
        public After {
            if (ringMillis < 0) throw new IllegalArgumentException("ring time: " + ringMillis + " ms");
        }
    }

    /// Rings until the caller gives up.
    record Never() implements Answering {}

    /// Refuses: 486 Busy Here, 603 Decline, ...
    record Refuse(int status, String reason) implements Answering {
        public Refuse {
            if (status < 300 || status > 699) throw new IllegalArgumentException("300..699 expected: " + status);
        }
    }
}
