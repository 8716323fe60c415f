/// A world for one edge: PBXs and a core around it on a network that loses, repeats, delays and breaks, on
/// virtual time; and the rules that hold whatever happens there (RFC 3261, RFC 3264, RFC 5407).
@NullMarked
package org.demarc.edge.world;

import org.jspecify.annotations.NullMarked;
