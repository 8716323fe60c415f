/// OPTIONS probing of static peers (catalogue FLD-001, FLD-007).
@NullMarked
package org.demarc.edge.probe;

import org.jspecify.annotations.NullMarked;
