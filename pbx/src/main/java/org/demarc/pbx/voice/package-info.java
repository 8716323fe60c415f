/// What a phone says and hears: G.711 tones in RTP packets (RFC 3550, RFC 3551 section 4.5.14), so that a tone
/// that arrives proves who was speaking.
@NullMarked
package org.demarc.pbx.voice;

import org.jspecify.annotations.NullMarked;
