package org.demarc.sip.location;

/// Asks DNS.
public interface Resolver {
    /// Asks a question. Never waits.
    ///
    /// @param asker told once, later, on the asking lane, never from inside this call; never where the lane
    ///     has stopped or is flooded
    void ask(Question question, Asker asker);

    /// Waits for an answer.
    interface Asker {
        void answered(Question question, Answer answer);
    }
}
