/// Documents that outlive the process: written behind the lanes, in order for each key, and read at start. The first
/// tenant are registrations (`RegistrationRows`).
@NullMarked
package org.demarc.store;

import org.jspecify.annotations.NullMarked;
