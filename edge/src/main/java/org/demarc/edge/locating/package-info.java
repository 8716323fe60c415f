/// Where the peers of a trunk are, kept up to date beside the calls: no call waits for DNS (RFC 3263, RFC
/// 8767; catalogue DNS-003, DNS-007, DNS-009, DNS-015, DNS-016).
@NullMarked
package org.demarc.edge.locating;

import org.jspecify.annotations.NullMarked;
