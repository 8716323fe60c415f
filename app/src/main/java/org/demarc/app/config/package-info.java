/// The configuration file: read with line and column, checked as a whole, turned into immutable records.
/// Every error is found in one run; a value that came from the environment or a file is never shown.
@NullMarked
package org.demarc.app.config;

import org.jspecify.annotations.NullMarked;
