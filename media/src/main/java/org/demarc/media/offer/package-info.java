/// Offer and answer through a back-to-back user agent: which streams are relayed, what of one leg's SDP
/// the other leg sees, and what each leg has agreed on (RFC 3264, RFC 6337). Pure values in, values
/// out.
@NullMarked
package org.demarc.media.offer;

import org.jspecify.annotations.NullMarked;
