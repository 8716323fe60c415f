/// The log: one line for each event on standard error, UTC with milliseconds, `key=value` or JSON, numbers
/// masked, text of others capped and without control characters, repeats limited. Written by a thread of its
/// own: who reports never waits.
@NullMarked
package org.demarc.app.log;

import org.jspecify.annotations.NullMarked;
