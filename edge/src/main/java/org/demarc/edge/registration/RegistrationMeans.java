package org.demarc.edge.registration;

/// What registering needs of the world besides messages and time.
///
/// @param keeper keeps flows open
/// @param events hears what becomes of registrations
public record RegistrationMeans(FlowKeeper keeper, RegistrationSink events) {
    /// Nobody hears, nothing is kept.
    public static final RegistrationMeans NONE = new RegistrationMeans(FlowKeeper.NONE, event -> {});
}
