/// Digest authentication, both sides: RFC 3261 section 22, RFC 7616, RFC 8760. No clock and no source of randomness of
/// its own: both come in.
package org.demarc.sip.digest;
