/// Real peers (SIPp, baresip, Kamailio) against the running program, which is started as an operator starts it.
@NullMarked
package org.demarc.interop;

import org.jspecify.annotations.NullMarked;
