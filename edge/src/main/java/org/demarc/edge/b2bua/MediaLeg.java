package org.demarc.edge.b2bua;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.media.offer.LegIdentity;
import org.demarc.media.offer.LocalPort;
import org.demarc.media.offer.OfferAnswer;
import org.demarc.media.offer.RemoteEnd;
import org.demarc.media.offer.StreamVerdict;
import org.demarc.media.plane.Family;
import org.demarc.media.plane.MediaPlane;
import org.demarc.media.plane.MediaPort;
import org.demarc.media.plane.StreamStatistics;
import org.demarc.media.sdp.Direction;
import org.demarc.sip.transport.Flow;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// The media of one leg: a port for each stream, who is at its far end, and the state of offer and answer in
/// its dialog.
final class MediaLeg {
    private final MediaPlane plane;
    private final long sessionId;
    private final String callId;
    private final Trunk trunk;
    private final Family family;
    private final InetAddress signalling;
    private final InetAddress local;
    private final List<@Nullable MediaPort> ports;
    private List<StreamVerdict> streams = List.of();
    private @Nullable OfferAnswer exchange;
    private boolean familyServed = true;

    /// @param sessionId the id in our `o=` lines
    /// @param before the leg of an earlier attempt, whose ports are taken over or freed
    MediaLeg(MediaPlane plane, long sessionId, String callId, Trunk trunk, Flow flow, @Nullable MediaLeg before) {
        this.plane = plane;
        this.sessionId = sessionId;
        this.callId = callId;
        this.trunk = trunk;
        this.family = Family.of(flow.local().getAddress());
        this.signalling = flow.remote().getAddress();
        this.local = flow.local().getAddress();
        if (before != null && before.trunk.network().equals(trunk.network()) && before.family == family) {
            this.ports = before.ports;
        } else {
            if (before != null) before.close();
            this.ports = new ArrayList<>(1);
        }
    }

    String network() {
        return trunk.network();
    }

    /// False when the network had no port at all of the family that was needed.
    boolean familyServed() {
        return familyServed;
    }

    /// Offer and answer in this leg's dialog.
    OfferAnswer exchange() {
        OfferAnswer now = exchange;
        if (now == null) {
            MediaPort first = firstPort();
            now = new OfferAnswer(new LegIdentity(
                    sessionId, first == null ? local : first.rtp().getAddress()));
            exchange = now;
        }
        return now;
    }

    /// The early dialog that won.
    void exchange(OfferAnswer winner) {
        exchange = winner;
    }

    private @Nullable MediaPort firstPort() {
        for (MediaPort port : ports) {
            if (port != null) return port;
        }
        return null;
    }

    /// Sees that there is a port for each stream that is relayed.
    ///
    /// @param own true when `wanted` is what this leg's own peer says, whose address family the port then has;
    ///     false when it comes from the other leg, so that the family of the signalling decides
    boolean open(List<StreamVerdict> wanted, boolean own) {
        for (int i = 0; i < wanted.size(); i++) {
            if (ports.size() <= i) ports.add(null);
            if (!(wanted.get(i) instanceof StreamVerdict.Relayed(RemoteEnd remote, Direction _))) continue;
            Family needed = own ? Family.of(remote.rtp().getAddress()) : family;
            MediaPort port = ports.get(i);
            if (port != null) {
                if (!own || Family.of(port.rtp().getAddress()) == needed) continue;
                familyServed = false;
                return false;
            }
            port = plane.open(trunk.network(), needed, callId);
            if (port == null) {
                familyServed = needed == family;
                return false;
            }
            ports.set(i, port);
        }
        return true;
    }

    /// Our ports as descriptions name them.
    LocalPort.ByStream ports() {
        return index -> {
            MediaPort port = index < ports.size() ? ports.get(index) : null;
            return port == null ? null : LocalPort.of(port);
        };
    }

    /// The peer's description is in force now: its streams are where this says.
    void learn(List<StreamVerdict> verdicts) {
        streams = verdicts;
    }

    /// An offer came to nothing in this dialog, whoever made it.
    void fallBack() {
        OfferAnswer now = exchange;
        if (now == null) return;
        if (now.state() == OfferAnswer.State.OFFER_SENT) now.offerRejected();
        else if (now.state() == OfferAnswer.State.OFFER_RECEIVED) now.rejectOffer();
    }

    private @Nullable RemoteEnd remote(int stream) {
        return stream < streams.size()
                        && streams.get(stream) instanceof StreamVerdict.Relayed(RemoteEnd remote, Direction _)
                ? remote
                : null;
    }

    /// Joins the streams that both legs can use, separates the others.
    static void join(MediaLeg a, MediaLeg b) {
        int most = Math.max(a.ports.size(), b.ports.size());
        for (int i = 0; i < most; i++) {
            MediaPort pa = i < a.ports.size() ? a.ports.get(i) : null;
            MediaPort pb = i < b.ports.size() ? b.ports.get(i) : null;
            RemoteEnd ra = a.remote(i);
            RemoteEnd rb = b.remote(i);
            boolean both = pa != null && pb != null && ra != null && rb != null;
            if (pa != null) a.tell(pa, ra, both ? pb : null);
            if (pb != null) b.tell(pb, rb, both ? pa : null);
        }
    }

    /// Frees the ports of the streams that one of the legs has not agreed to.
    static void release(MediaLeg a, MediaLeg b) {
        int most = Math.max(a.ports.size(), b.ports.size());
        for (int i = 0; i < most; i++) {
            if (a.remote(i) != null && b.remote(i) != null) continue;
            a.free(i);
            b.free(i);
        }
    }

    private void free(int stream) {
        MediaPort port = stream < ports.size() ? ports.get(stream) : null;
        if (port == null) return;
        port.close();
        ports.set(stream, null);
    }

    /// True when the peer's description is known.
    boolean isAgreed() {
        return !streams.isEmpty();
    }

    private void tell(MediaPort port, @Nullable RemoteEnd end, @Nullable MediaPort other) {
        port.relayTo(other);
        if (end != null
                && Family.of(end.rtp().getAddress()) == Family.of(port.rtp().getAddress())) {
            port.remote(end.remote(trunk.latching(), signalling));
        }
    }

    /// True while the peer does not want to hear.
    boolean held() {
        for (StreamVerdict stream : streams) {
            if (stream instanceof StreamVerdict.Relayed(RemoteEnd remote, Direction _) && !remote.mayReceive())
                return true;
        }
        return false;
    }

    /// True while there is a stream that the peer may send.
    boolean maySend() {
        for (StreamVerdict stream : streams) {
            if (stream instanceof StreamVerdict.Relayed(RemoteEnd remote, Direction _) && remote.maySend()) return true;
        }
        return false;
    }

    /// How long ago RTP of the peer came last, in milliseconds; `Long.MAX_VALUE`: never.
    long sinceRtp() {
        long least = Long.MAX_VALUE;
        for (MediaPort port : ports) {
            if (port != null) least = least(least, port.sinceRtp());
        }
        return least;
    }

    /// How long ago the peer was heard last, by RTP or RTCP, in milliseconds; `Long.MAX_VALUE`: never.
    long sinceHeard() {
        long least = sinceRtp();
        for (MediaPort port : ports) {
            if (port != null) least = least(least, port.sinceRtcp());
        }
        return least;
    }

    private static long least(long a, long since) {
        return since < 0 ? a : Math.min(a, since);
    }

    /// Adds what was counted on all streams.
    void addTo(MediaTotals totals) {
        for (MediaPort port : ports) {
            if (port != null) totals.add(port.statistics());
        }
    }

    @Nullable
    StreamStatistics statistics() {
        MediaPort port = firstPort();
        return port == null ? null : port.statistics();
    }

    void close() {
        for (MediaPort port : ports) {
            if (port != null) port.close();
        }
        ports.clear();
    }
}
