package org.demarc.edge.registration;

import org.demarc.sip.transport.Flow;

/// Something an operator asks about a registration. `registrar` is the URI that it goes through, as configured;
/// `status` is that of the response, 408 for silence and 503 for a transport error (RFC 3261 section 8.1.3.1), 0 for
/// what is no response; `rule` names why we did what we did: a catalogue id, a configuration key or an RFC section.
public sealed interface RegistrationEvent {
    /// The trunk.
    String trunk();

    /// The account is registered, for the first time or after a loss.
    ///
    /// @param gin in bulk (RFC 6140); else the account's own address alone
    /// @param outbound calls come over the flow (RFC 5626)
    /// @param remark what was odd about the answer; empty: nothing
    record Registered(
            String trunk, String registrar, Flow flow, long seconds, boolean gin, boolean outbound, String remark)
            implements RegistrationEvent {}

    /// The registration was prolonged.
    record Refreshed(String trunk, String registrar, long seconds) implements RegistrationEvent {}

    /// A registration that stood stands no more.
    record Lost(String trunk, String registrar, String why, String rule) implements RegistrationEvent {}

    /// An attempt failed and is made again later; a registration that stands goes on while it lasts.
    ///
    /// @param millis until then
    /// @param failures attempts that failed in a row
    record Deferred(String trunk, String registrar, int status, String why, long millis, int failures, String rule)
            implements RegistrationEvent {}

    /// The provider does not want this registration.
    ///
    /// @param millis until it is asked again; -1: not before somebody changes something
    record Refused(String trunk, String registrar, int status, String why, long millis, String rule)
            implements RegistrationEvent {}

    /// The provider wanted it otherwise, and so it is done.
    record Adapted(String trunk, String registrar, int status, String what, String rule) implements RegistrationEvent {}

    /// We ended it.
    ///
    /// @param clean every registrar that knew us confirmed the removal
    record Stopped(String trunk, boolean clean, String why) implements RegistrationEvent {}
}
