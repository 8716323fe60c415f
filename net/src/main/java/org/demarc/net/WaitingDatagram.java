package org.demarc.net;

import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.SendFailure;
import org.jspecify.annotations.Nullable;

/// A message that waits for room in a socket's buffer.
final class WaitingDatagram {
    final byte[] octets;
    final int length;
    final Flow flow;
    final @Nullable SendFailure failure;

    WaitingDatagram(byte[] octets, int length, Flow flow, @Nullable SendFailure failure) {
        this.octets = octets;
        this.length = length;
        this.flow = flow;
        this.failure = failure;
    }
}
