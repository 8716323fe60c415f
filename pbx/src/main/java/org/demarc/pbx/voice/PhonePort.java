package org.demarc.pbx.voice;

import java.net.InetSocketAddress;

/// The voice of one call: an RTP port that says a tone each 20 ms and listens. Its methods are called by the
/// call's lane and do not block; packets may move on another thread.
public interface PhonePort {
    /// Address and port for our SDP.
    InetSocketAddress rtp();

    /// From now on.
    void aim(Aim aim);

    /// What was said and heard up to now, or a few milliseconds ago; the same for ever after `close`.
    Heard heard();

    /// Ends it. Closing twice does nothing.
    void close();
}
