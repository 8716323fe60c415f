/// A trunk: one SIPconnect interface, one account identity, and what was agreed for it (catalogue ARCH-001,
/// ARCH-006).
@NullMarked
package org.demarc.trunk.account;

import org.jspecify.annotations.NullMarked;
