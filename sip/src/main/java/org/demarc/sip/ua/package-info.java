/// The user agent core above transactions and dialogs: RFC 3261 sections 8, 9, 11, 13, 14 and 15, sessions with
/// UPDATE (RFC 3311) and INFO (RFC 6086) inside them.
@NullMarked
package org.demarc.sip.ua;

import org.jspecify.annotations.NullMarked;
