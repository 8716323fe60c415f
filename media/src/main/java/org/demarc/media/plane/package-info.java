/// What signalling asks of the media plane, and what the plane reports back: ports, remotes, statistics
/// (RFC 3550, RFC 3605, RFC 4961). Implemented on sockets by the `relay` module and by a virtual plane in
/// simulations.
@NullMarked
package org.demarc.media.plane;

import org.jspecify.annotations.NullMarked;
