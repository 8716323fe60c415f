/// The wiring: sockets, media relay and one edge for each lane, built from a configuration, started whole or
/// not at all.
@NullMarked
package org.demarc.app.node;

import org.jspecify.annotations.NullMarked;
