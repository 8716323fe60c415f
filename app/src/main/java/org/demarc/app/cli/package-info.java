/// The command line. Exit codes: 0 good, 1 the work failed, 2 wrong usage or configuration, 3 could not start;
/// one clear line on standard error, never a stack trace.
@NullMarked
package org.demarc.app.cli;

import org.jspecify.annotations.NullMarked;
