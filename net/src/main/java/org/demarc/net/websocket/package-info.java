/// WebSocket, RFC 6455, as octets and values: frames, and the request and answer that begin it. No sockets.
@NullMarked
package org.demarc.net.websocket;

import org.jspecify.annotations.NullMarked;
