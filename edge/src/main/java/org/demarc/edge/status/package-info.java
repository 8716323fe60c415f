/// What the edge tells operators: snapshots of calls and trunks, taken on the lane that owns them.
@NullMarked
package org.demarc.edge.status;

import org.jspecify.annotations.NullMarked;
