/// RTP and RTCP as they lie in a datagram, receiver statistics, G.711, and what a laboratory phone
/// needs to tell whether it is heard: tones and an estimate of quality (RFC 3550, RFC 3551, ITU-T
/// G.711, G.107).
@NullMarked
package org.demarc.media.rtp;

import org.jspecify.annotations.NullMarked;
