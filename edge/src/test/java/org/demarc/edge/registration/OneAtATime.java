package org.demarc.edge.registration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.demarc.edge.world.VirtualSender;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;

/// Sees that a registration never sends a REGISTER while an earlier one has neither a final response, nor timed out,
/// nor
/// lost its connection (catalogue REG-036), and that CSeq rises by one each time (catalogue REG-035).
final class OneAtATime implements VirtualSender.Watch {
    private record Open(String branch, long cseq, long since, Flow flow) {}

    private final Map<String, Open> open = new HashMap<>();
    private final Map<String, Long> cseqs = new HashMap<>();
    private final Set<String> branches = new HashSet<>();
    private LongSupplier now = () -> 0;

    /// How many REGISTER were sent, repetitions not counted.
    int sent;

    void clock(LongSupplier monotonic) {
        now = monotonic;
    }

    @Override
    public void sent(byte[] octets, Flow flow) {
        if (!(new MessageDecoder(Limits.DEFAULT).decode(octets, octets.length)
                instanceof Decoded.Complete(Request request, int _))) {
            throw new AssertionError("no request was sent");
        }
        if (!branches.add(request.topBranch())) return;
        sent++;
        Open before = open.get(request.callId());
        if (before != null && now.getAsLong() - before.since() < 32_000) {
            throw new AssertionError("CSeq " + request.cseq() + " was sent while CSeq " + before.cseq() + " was open");
        }
        long last = cseqs.getOrDefault(request.callId(), 0L);
        if (request.cseq() != last + 1) throw new AssertionError("CSeq " + request.cseq() + " after " + last);
        cseqs.put(request.callId(), request.cseq());
        open.put(request.callId(), new Open(request.topBranch(), request.cseq(), now.getAsLong(), flow));
    }

    @Override
    public void delivered(SipMessage message, Flow flow) {
        if (message instanceof Response response && response.isFinal()) {
            open.values().removeIf(o -> o.branch().equals(response.topBranch()));
        }
    }

    @Override
    public void closed(Flow flow) {
        open.values()
                .removeIf(o ->
                        o.flow().transport().reliable() && o.flow().remote().equals(flow.remote()));
    }
}
