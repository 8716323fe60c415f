/// The rules of the interface between a SIP-PBX and a service provider as data: whom each binds, how strongly, where it
/// comes from and how it is seen to be kept.
package org.demarc.conformance.catalogue;
