/// The way in: `main`.
@NullMarked
package org.demarc.app;

import org.jspecify.annotations.NullMarked;
