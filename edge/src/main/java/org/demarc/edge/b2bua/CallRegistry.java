package org.demarc.edge.b2bua;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The calls of one lane, by our id, and the INVITEs that went out for them, to know one that comes back.
public final class CallRegistry {
    private final Map<String, Call> byId = new HashMap<>();
    private final Map<String, String> calledByOutgoingCallId = new HashMap<>();
    private long attempts;
    private long answered;
    private long failed;
    private long oneWay;
    private final MediaTotals media = new MediaTotals();

    void add(Call call) {
        byId.put(call.id(), call);
    }

    void remove(Call call) {
        byId.remove(call.id());
    }

    /// An INVITE of a trunk begins a call: `answered` or `failed` follows.
    void attempted() {
        attempts++;
    }

    void answered() {
        answered++;
    }

    /// A call ended without an answer.
    void failed() {
        failed++;
    }

    /// A direction of a call was found to carry nothing.
    void oneWay() {
        oneWay++;
    }

    /// Directions of calls so far that carried nothing while the other did.
    public long oneWaySoFar() {
        return oneWay;
    }

    /// What was counted on the streams of all calls that are over.
    public MediaTotals media() {
        return media;
    }

    void sent(String callId, String called) {
        calledByOutgoingCallId.put(callId, called);
    }

    void forget(String callId) {
        calledByOutgoingCallId.remove(callId);
    }

    /// True when an INVITE with this Call-ID is one of ours that came back for the same number: a loop. With
    /// another number it is a spiral, which is allowed (catalogue CAL-021).
    boolean loops(String callId, String called) {
        return called.equals(calledByOutgoingCallId.get(callId));
    }

    /// The call with this id, null when this lane has none.
    public @Nullable Call find(String id) {
        return byId.get(id);
    }

    /// All calls, in no order.
    public Collection<Call> all() {
        return List.copyOf(byId.values());
    }

    public int size() {
        return byId.size();
    }

    public long attempts() {
        return attempts;
    }

    public long answeredSoFar() {
        return answered;
    }

    public long failedSoFar() {
        return failed;
    }
}
