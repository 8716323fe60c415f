/// The four transactions of RFC 3261 section 17 with the Accepted state of RFC 6026 and the non-INVITE
/// corrections of RFC 4320, and the layer that matches messages to them. Pure: time, sending and the
/// transaction user are interfaces.
@NullMarked
package org.demarc.sip.transaction;

import org.jspecify.annotations.NullMarked;
