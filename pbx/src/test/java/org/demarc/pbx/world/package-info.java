/// PBXs on a virtual network and virtual time.
@NullMarked
package org.demarc.pbx.world;

import org.jspecify.annotations.NullMarked;
