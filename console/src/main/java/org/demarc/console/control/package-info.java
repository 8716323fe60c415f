/// What the console asks of the node it shows. Implemented by `app`, and by a fake one in tests.
@NullMarked
package org.demarc.console.control;

import org.jspecify.annotations.NullMarked;
