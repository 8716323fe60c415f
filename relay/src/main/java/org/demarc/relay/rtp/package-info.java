/// What the relay reads of the packets that pass: validity, reception statistics, reports (RFC 3550 sections 5.1 and
/// 6.4, appendix A; RFC 3551 section 6; RFC 5761 section 4).
@NullMarked
package org.demarc.relay.rtp;

import org.jspecify.annotations.NullMarked;
