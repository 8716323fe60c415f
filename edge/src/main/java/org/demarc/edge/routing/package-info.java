/// Which trunk a message comes from, and where a call goes: by inventory, then by `routes` (catalogue ARCH-006,
/// STA-008, STA-010).
@NullMarked
package org.demarc.edge.routing;

import org.jspecify.annotations.NullMarked;
