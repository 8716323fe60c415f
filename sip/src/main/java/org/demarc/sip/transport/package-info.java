/// What the pure machines of signalling ask of the world around them: flows to send on, timers, fresh tokens,
/// and which lane a message belongs to (RFC 3261 section 18, RFC 5626 section 3.1 for the term flow).
@NullMarked
package org.demarc.sip.transport;

import org.jspecify.annotations.NullMarked;
