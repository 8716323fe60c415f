/// SIP messages as values: the wire image and an index of its fields (RFC 3261 §7), typed headers (§20, §25),
/// URIs (RFC 3261 §19, RFC 3966) and bodies as trees (RFC 2046, RFC 5621). Immutable; parsed when read.
package org.demarc.sip.message;
