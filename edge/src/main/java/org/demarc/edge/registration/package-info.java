/// The registering side of a trunk that faces a provider: bulk registration (RFC 6140), flows (RFC 5626), digest, what
/// calls need to know of it (Service-Route, RFC 3608) and how a PBX's numbers look from outside.
@NullMarked
package org.demarc.edge.registration;

import org.jspecify.annotations.NullMarked;
