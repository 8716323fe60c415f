package org.demarc.edge.registration;

/// Takes events from the lane of a registration: it must not wait.
@FunctionalInterface
public interface RegistrationSink {
    void report(RegistrationEvent event);
}
