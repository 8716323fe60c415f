/// What the edge is told: trunks, routes and timing, as immutable values checked where they are built.
@NullMarked
package org.demarc.edge.config;

import org.jspecify.annotations.NullMarked;
