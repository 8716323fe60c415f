/// Metrics in the Prometheus text exposition format, version 0.0.4. Names begin with `demarc_`; labels come from the
/// configuration only, never from a call or a number.
@NullMarked
package org.demarc.console.metrics;

import org.jspecify.annotations.NullMarked;
