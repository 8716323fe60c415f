package org.demarc.net;

import java.net.InetAddress;
import java.util.function.Predicate;
import org.demarc.sip.transport.Flow;

/// What is asked about where messages come from. Called by any thread, for each connection and for each datagram of a
/// source that is not remembered as known: fast, without side effect.
public interface Sources {
    /// Whether calls come from there. Strangers share a quarter of the connections and have each for
    /// `firstMessageTime`; those of known peers are kept alive when they are idle.
    boolean known(Flow flow);

    /// Of a stranger's datagram: whether it matters whatever it is, as where a registrar serves the network. Else it
    /// is dropped before it is read, unless it may belong to a dialog or transaction of ours.
    boolean reads(Flow flow);

    /// Whether connections from there are closed at once.
    boolean banned(InetAddress source);

    /// Where everything is read and nobody is shut out.
    static Sources of(Predicate<Flow> known) {
        return new Sources() {
            @Override
            public boolean known(Flow flow) {
                return known.test(flow);
            }

            @Override
            public boolean reads(Flow flow) {
                return true;
            }

            @Override
            public boolean banned(InetAddress source) {
                return false;
            }
        };
    }
}
