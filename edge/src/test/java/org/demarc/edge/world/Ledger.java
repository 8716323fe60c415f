package org.demarc.edge.world;

import java.util.HashMap;
import java.util.Map;
import org.demarc.edge.event.CallEvent;

/// What the edge said about its calls: each has one end, and those that were answered one answer before it.
final class Ledger {
    private static final class Entry {
        private boolean started;
        private int answered;
        private boolean over;
        private String called = "";
    }

    private final Map<String, Entry> calls = new HashMap<>();
    private final Map<String, String> byNumber = new HashMap<>();
    private int answered;
    private int ended;
    private int ignored;

    void add(CallEvent event) {
        switch (event) {
            case CallEvent.Started(CallEvent.Invitation invitation, String to) -> {
                String id = invitation.id();
                String called = invitation.called();
                require(!to.isEmpty(), "a call that goes nowhere", event);
                Entry entry = alive(id, event);
                require(!entry.started, "a call started twice", event);
                entry.started = true;
                entry.called = called;
                byNumber.put(called, id);
            }
            case CallEvent.Answered(String id, String _, String to, String peer, long _) -> {
                require(!to.isEmpty() && !peer.isEmpty(), "answered by nobody", event);
                Entry entry = alive(id, event);
                require(entry.started, "answered before it started", event);
                require(++entry.answered == 1, "answered twice", event);
                answered++;
            }
            case CallEvent.Rejected rejected -> {
                Entry entry = alive(rejected.invitation().id(), event);
                require(entry.answered == 0, "rejected after its answer", event);
                entry.over = true;
            }
            case CallEvent.Ended last -> {
                Entry entry = alive(last.id(), event);
                require(entry.answered == 1, "ended without an answer", event);
                require(last.seconds() >= 0, "ended before its answer", event);
                entry.over = true;
                ended++;
            }
            case CallEvent.Ignored _ -> ignored++;
            case CallEvent.Tried(String id, String _, String _, String _) -> alive(id, event);
            case CallEvent.PeerFailed(String id, String _, String _, String _, String _) -> alive(id, event);
            case CallEvent.Limited(String id, String _, String _, String _) -> alive(id, event);
            case CallEvent.Noted _,
                    CallEvent.PeerChanged _,
                    CallEvent.Malformed _,
                    CallEvent.Banned _,
                    CallEvent.RegisterRefused _,
                    CallEvent.DigestWrong _,
                    CallEvent.Unauthenticated _ -> {}
        }
    }

    private Entry alive(String id, CallEvent event) {
        Entry entry = calls.computeIfAbsent(id, _ -> new Entry());
        require(!entry.over, "said of a call that is over", event);
        return entry;
    }

    private static void require(boolean holds, String rule, CallEvent event) {
        if (!holds) throw new AssertionError(rule + ": " + event);
    }

    boolean answered(String number) {
        String id = byNumber.get(number);
        if (id == null) return false;
        Entry entry = calls.get(id);
        return entry != null && entry.answered == 1;
    }

    boolean started(String number) {
        return byNumber.containsKey(number);
    }

    int answered() {
        return answered;
    }

    int ended() {
        return ended;
    }

    int calls() {
        return calls.size();
    }

    int ignored() {
        return ignored;
    }

    void checkAtEnd() {
        calls.forEach((id, entry) -> {
            if (!entry.over) throw new AssertionError("call " + id + " to " + entry.called + " has no end event");
        });
    }
}
