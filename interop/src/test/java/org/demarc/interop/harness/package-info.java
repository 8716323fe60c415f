/// What the tests with real peers share: loopback addresses of their own, child processes with bounded waits, the
/// node with its admin interface, and one class for each kind of peer.
@NullMarked
package org.demarc.interop.harness;

import org.jspecify.annotations.NullMarked;
