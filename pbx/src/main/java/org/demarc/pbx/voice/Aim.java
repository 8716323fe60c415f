package org.demarc.pbx.voice;

import java.net.InetSocketAddress;
import org.demarc.media.rtp.G711;

/// Where a phone's voice goes and how, as the SDP of the call says.
///
/// @param remote where RTP goes and comes from
/// @param codec the codec to send
/// @param payloadType its payload type at the peer
/// @param send true when we may send
/// @param receive true when we expect to receive
public record Aim(InetSocketAddress remote, G711 codec, int payloadType, boolean send, boolean receive) {}
