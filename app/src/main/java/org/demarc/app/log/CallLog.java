package org.demarc.app.log;

import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.console.http.Numbers;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.event.EventSink;
import org.demarc.sip.transport.Flow;

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
            case CallEvent.Rejected _, CallEvent.Noted _, CallEvent.Ignored _, CallEvent.Malformed _ -> LogLevel.INFO;
            case CallEvent.RegisterRefused _, CallEvent.DigestWrong _, CallEvent.Unauthenticated _ -> LogLevel.WARN;
            case CallEvent.Tried _ -> LogLevel.DEBUG;
            case CallEvent.PeerFailed _, CallEvent.Limited _, CallEvent.Banned _ -> LogLevel.WARN;
            case CallEvent.PeerChanged changed -> changed.state().equals("down") ? LogLevel.WARN : LogLevel.INFO;
        };
    }

    static Line line(CallEvent event) {
        LogLevel level = level(event);
        return switch (event) {
            case CallEvent.Started(CallEvent.Invitation invitation, String to) ->
                invited(Line.of(level, "call.started"), invitation, to, "");
            case CallEvent.Tried(String id, String to, String peer, String callId) ->
                Line.of(level, "call.tried")
                        .with("call", id)
                        .with("to", to)
                        .with("peer", peer)
                        .with("callid", callId);
            case CallEvent.PeerFailed(String id, String to, String peer, String why, String rule) ->
                Line.of(level, "call.peer-failed")
                        .with("call", id)
                        .with("to", to)
                        .with("peer", peer)
                        .with("why", why)
                        .with("rule", rule);
            case CallEvent.Limited(String id, String to, String why, String rule) ->
                Line.of(level, "call.limited")
                        .with("call", id)
                        .with("to", to)
                        .with("why", why)
                        .with("rule", rule);
            case CallEvent.Answered(String id, String trunk, String to, String peer, long after) ->
                Line.of(level, "call.answered")
                        .with("call", id)
                        .with("trunk", trunk)
                        .with("to", to)
                        .with("peer", peer)
                        .with("after-ms", after);
            case CallEvent.Rejected rejected ->
                invited(Line.of(level, "call.rejected"), rejected.invitation(), rejected.to(), rejected.peer())
                        .with("status", rejected.status())
                        .with("why", rejected.why())
                        .with("rule", rejected.rule());
            case CallEvent.Ended ended ->
                Line.of(level, "call.ended")
                        .with("call", ended.id())
                        .with("trunk", ended.trunk())
                        .with("to", ended.to())
                        .with("peer", ended.peer())
                        .with("by", ended.by())
                        .with("why", ended.why())
                        .with("seconds", ended.seconds())
                        .with("packets", ended.packets())
                        .with("lost", ended.lost())
                        .with("one-way", ended.oneWay());
            case CallEvent.Noted(String id, String what, String rule) ->
                Line.of(level, "call.noted").with("call", id).with("what", what).with("rule", rule);
            case CallEvent.PeerChanged(String trunk, String peer, String state, String why) ->
                Line.of(level, "peer." + state)
                        .with("trunk", trunk)
                        .with("peer", peer)
                        .with("why", why);
            case CallEvent.RegisterRefused(Flow flow, String trunk, String username, int status, String rule) ->
                Line.of(level, "registration.refused")
                        .with("trunk", trunk)
                        .with("network", flow.network())
                        .with("source", flow.describe())
                        .with("user", Numbers.masked(username))
                        .with("status", status == 0 ? "" : Integer.toString(status))
                        .with("rule", rule)
                        .repeats(flow.network() + ": " + rule);
            case CallEvent.DigestWrong(Flow flow, String method, String username) ->
                Line.of(level, "digest.wrong")
                        .with("network", flow.network())
                        .with("source", flow.describe())
                        .with("method", method)
                        .with("user", Numbers.masked(username))
                        .with("rule", "AUT-015")
                        .repeats(flow.network());
            case CallEvent.Unauthenticated(Flow flow, String trunk, String callId, String called) ->
                Line.of(level, "call.unauthenticated")
                        .with("trunk", trunk)
                        .with("network", flow.network())
                        .with("source", flow.describe())
                        .with("callid", callId)
                        .with("called", called)
                        .with("rule", "EMG-020");
            case CallEvent.Ignored(Flow flow, String method, String why) ->
                Line.of(level, "source.ignored")
                        .with("network", flow.network())
                        .with("source", flow.describe())
                        .with("method", method)
                        .with("why", why)
                        .repeats(flow.network() + ": " + why);
            case CallEvent.Malformed(Flow flow, String trunk, String method, int status, String why) ->
                Line.of(level, "message.malformed")
                        .with("trunk", trunk)
                        .with("network", flow.network())
                        .with("source", flow.describe())
                        .with("method", method)
                        .with("status", status == 0 ? "" : Integer.toString(status))
                        .with("why", why)
                        .repeats(trunk + ": " + why);
            case CallEvent.Banned(Flow flow, String cause, long seconds) ->
                Line.of(level, "source.banned")
                        .with("network", flow.network())
                        .with("source", flow.describe())
                        .with("why", cause)
                        .with("seconds", seconds);
        };
    }

    private static Line invited(Line line, CallEvent.Invitation invitation, String to, String peer) {
        return line.with("call", invitation.id())
                .with("trunk", invitation.trunk())
                .with("to", to)
                .with("peer", peer)
                .with("caller", Numbers.masked(invitation.caller()))
                .with("called", Numbers.masked(invitation.called()))
                .with("callid", invitation.callId())
                .with("flow", invitation.flow().describe());
    }
}
