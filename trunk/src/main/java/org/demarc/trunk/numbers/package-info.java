/// Telephone numbers as the interface carries them: E.164 (RFC 3966 global numbers) and the inventory of who
/// owns which.
@NullMarked
package org.demarc.trunk.numbers;

import org.jspecify.annotations.NullMarked;
