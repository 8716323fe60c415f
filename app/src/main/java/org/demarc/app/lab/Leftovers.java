package org.demarc.app.lab;

/// What is alive in the two edges of a lab. Nothing, after the last call.
///
/// @param enterprise in the enterprise edge
/// @param provider in the provider edge
public record Leftovers(Of enterprise, Of provider) {
    /// What is alive in one edge.
    ///
    /// @param calls calls
    /// @param dialogs dialogs
    /// @param ports media ports (pairs)
    public record Of(int calls, int dialogs, int ports) {
        boolean none() {
            return calls == 0 && dialogs == 0 && ports == 0;
        }
    }

    /// True when nothing is.
    public boolean none() {
        return enterprise.none() && provider.none();
    }
}
