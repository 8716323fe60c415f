/// What the edge tells about calls and trunks while it works: one record for each thing an operator asks about.
@NullMarked
package org.demarc.edge.event;

import org.jspecify.annotations.NullMarked;
