package org.demarc.app.log;

import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.console.http.Numbers;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.event.EventSink;

/// Call events as log lines. Called on lanes: it only hands over.
public final class CallLog implements EventSink {
    private final EventLog log;

    public CallLog(EventLog log) {
        this.log = log;
    }

    @Override
    public void report(CallEvent event) {
        if (log.writes(level(event))) log.submit(() -> line(event));
    }

    private static LogLevel level(CallEvent event) {
        return switch (event) {
            case CallEvent.Started _, CallEvent.Answered _, CallEvent.Ended _ -> LogLevel.INFO;
            case CallEvent.Rejected _, CallEvent.Noted _, CallEvent.Ignored _ -> LogLevel.INFO;
            case CallEvent.Tried _ -> LogLevel.DEBUG;
            case CallEvent.PeerFailed _ -> LogLevel.WARN;
            case CallEvent.PeerChanged changed -> changed.state().equals("down") ? LogLevel.WARN : LogLevel.INFO;
        };
    }

    static Line line(CallEvent event) {
        LogLevel level = level(event);
        return switch (event) {
            case CallEvent.Started(String id, String trunk, String callId, String caller, String called) ->
                Line.of(level, "call.started")
                        .with("call", id)
                        .with("trunk", trunk)
                        .with("caller", Numbers.masked(caller))
                        .with("called", Numbers.masked(called))
                        .with("callid", callId);
            case CallEvent.Tried(String id, String trunk, String peer, String callId) ->
                Line.of(level, "call.tried")
                        .with("call", id)
                        .with("trunk", trunk)
                        .with("peer", peer)
                        .with("callid", callId);
            case CallEvent.PeerFailed(String id, String trunk, String peer, String why, String rule) ->
                Line.of(level, "call.peer-failed")
                        .with("call", id)
                        .with("trunk", trunk)
                        .with("peer", peer)
                        .with("why", why)
                        .with("rule", rule);
            case CallEvent.Answered(String id, String trunk, long after) ->
                Line.of(level, "call.answered")
                        .with("call", id)
                        .with("trunk", trunk)
                        .with("after-ms", after);
            case CallEvent.Rejected(String id, String trunk, int status, String why, String rule) ->
                Line.of(level, "call.rejected")
                        .with("call", id)
                        .with("trunk", trunk)
                        .with("status", status)
                        .with("why", why)
                        .with("rule", rule);
            case CallEvent.Ended(String id, String by, String why, long seconds) ->
                Line.of(level, "call.ended")
                        .with("call", id)
                        .with("by", by)
                        .with("why", why)
                        .with("seconds", seconds);
            case CallEvent.Noted(String id, String what, String rule) ->
                Line.of(level, "call.noted").with("call", id).with("what", what).with("rule", rule);
            case CallEvent.PeerChanged(String trunk, String peer, String state, String why) ->
                Line.of(level, "peer." + state)
                        .with("trunk", trunk)
                        .with("peer", peer)
                        .with("why", why);
            case CallEvent.Ignored(String network, String source, String why) ->
                Line.of(level, "source.ignored")
                        .with("network", network)
                        .with("source", source)
                        .with("why", why)
                        .repeats(network + ": " + why);
        };
    }
}
