package org.demarc.edge.registrar;

/// What the steps of a REGISTER give: what was wanted, or why not.
final class Results {
    private Results() {}

    /// Of reading the whole.
    sealed interface OfRequest permits Wish, Refused {}

    /// Of reading one contact.
    sealed interface OfContact permits Wish.One, Refused {}

    /// Of changing the bindings.
    sealed interface OfUpdate permits Update, Refused {}
}
