/// What an `application/sdp` body says: a model that keeps what it does not know, its decoder and its encoder
/// (RFC 8866; the forms of RFC 4566 are read too). Values are octets: each char of a string here is one octet
/// (ISO 8859-1), so that text in any character set leaves as it came.
@NullMarked
package org.demarc.media.sdp;

import org.jspecify.annotations.NullMarked;
