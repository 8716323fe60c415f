/// The registration event package: RFC 3680 with RFC 6140 section 7.2. What a subscriber is told, as values; dialogs
/// and
/// sending are others' work. Every `now` is milliseconds since 1970.
@NullMarked
package org.demarc.edge.regevent;

import org.jspecify.annotations.NullMarked;
