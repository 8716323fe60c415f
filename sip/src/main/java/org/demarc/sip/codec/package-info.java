/// Octets to messages: datagrams and streams (RFC 3261 §7.5, §18.3, RFC 5626 §3.5.1), and the check that a UAS
/// makes of a request before it acts (RFC 3261 §8.2, §16.3). Input never causes an exception here.
package org.demarc.sip.codec;
