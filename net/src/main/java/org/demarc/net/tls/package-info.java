/// What TLS needs beside sockets: certificates, keys and whom to trust, read from files, watched, and checked
/// as RFC 5280, RFC 5922 and RFC 9325 ask. Loaded only where a network has TLS.
@NullMarked
package org.demarc.net.tls;

import org.jspecify.annotations.NullMarked;
