/// Programs that let an outside load generator measure the media relay alone. Not shipped.
@NullMarked
package org.demarc.bench.relay;

import org.jspecify.annotations.NullMarked;
