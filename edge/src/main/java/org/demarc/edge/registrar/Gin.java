package org.demarc.edge.registrar;

/// Whether an account registers its numbers in bulk, RFC 6140.
public enum Gin {
    /// Only so; a plain REGISTER gets 421 (catalogue REG-033).
    REQUIRED,
    /// So, or by a plain REGISTER of the account alone (catalogue REG-032).
    OPTIONAL,
    /// Never: 420 with `Unsupported: gin`.
    OFF
}
