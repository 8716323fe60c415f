/// The back-to-back user agent: one call is two legs built from nothing (RFC 7092), coupled in signalling and
/// media, with the topology of each side hidden from the other (catalogue ARCH-002, ARCH-005, ARCH-011).
@NullMarked
package org.demarc.edge.b2bua;

import org.jspecify.annotations.NullMarked;
