/// Questions to DNS over sockets, one virtual thread for each (RFC 1035, RFC 2308, RFC 3596, RFC 6891, RFC
/// 7766). Loaded only where a name has to be found. Messages are read and written by dnsjava; its own
/// resolver, cache, search list and hosts file are not used.
@NullMarked
package org.demarc.net.dns;

import org.jspecify.annotations.NullMarked;
