/// The registrar of a provider's edge: REGISTER of trunk accounts (RFC 3261 section 10, RFC 6140, RFC 5626, RFC 3327,
/// RFC 3608, RFC 5627), what is bound, and where a call to a number of an account goes. No clock of its own: every
/// `now` is milliseconds since 1970, as bindings outlive the process.
@NullMarked
package org.demarc.edge.registrar;

import org.jspecify.annotations.NullMarked;
