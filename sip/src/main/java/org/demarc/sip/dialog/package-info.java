/// Dialogs: RFC 3261 section 12, route sets and targets as RFC 6141 refreshes them.
@NullMarked
package org.demarc.sip.dialog;

import org.jspecify.annotations.NullMarked;
