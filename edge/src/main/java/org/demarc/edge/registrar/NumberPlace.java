package org.demarc.edge.registrar;

/// Where a call to a plainly registered account carries the called number (catalogue REG-032). With a bulk contact it
/// is always the Request-URI.
public enum NumberPlace {
    /// In place of the user of the registered contact.
    REQUEST_URI,
    /// In To alone; the Request-URI is the contact as registered.
    TO
}
