package org.demarc.trunk.account;

import java.net.InetSocketAddress;
import org.demarc.sip.transport.Transport;

/// One address where a static trunk's other side is reached.
///
/// @param uri as the operator wrote it
/// @param host its host part, which may be a name
/// @param address where its host resolved to when the configuration was read, and its port
/// @param transport how it is spoken to
public record Peer(String uri, String host, InetSocketAddress address, Transport transport) {}
