package org.demarc.app.log;

import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.edge.locating.LocatingEvent;

/// What DNS says of peers as log lines. Called on a lane: it only hands over.
public final class LocatingLog implements LocatingEvent.Sink {
    private final EventLog log;

    public LocatingLog(EventLog log) {
        this.log = log;
    }

    @Override
    public void report(LocatingEvent event) {
        Line line = line(event);
        if (log.writes(line.level())) log.submit(() -> line);
    }

    private static Line line(LocatingEvent event) {
        return switch (event) {
            case LocatingEvent.Found found ->
                of(LogLevel.INFO, "dns.found", found).with("servers", String.join(", ", found.servers()));
            case LocatingEvent.Changed changed ->
                of(LogLevel.INFO, "dns.changed", changed)
                        .with("added", String.join(", ", changed.added()))
                        .with("removed", String.join(", ", changed.removed()));
            case LocatingEvent.Stale stale ->
                of(LogLevel.WARN, "dns.stale", stale).with("why", stale.why()).with("rule", "RFC 8767");
            case LocatingEvent.Recovered recovered -> of(LogLevel.INFO, "dns.recovered", recovered);
            case LocatingEvent.Lost lost -> of(LogLevel.WARN, "dns.lost", lost).with("why", lost.why());
            case LocatingEvent.Absent absent ->
                of(LogLevel.WARN, "dns.absent", absent).with("why", absent.why());
            case LocatingEvent.TlsWithdrawn withdrawn ->
                of(LogLevel.WARN, "dns.tls-withdrawn", withdrawn)
                        .with("why", "the domain offered SIP over TLS and does not any more")
                        .with("rule", "DNS-016");
        };
    }

    private static Line of(LogLevel level, String name, LocatingEvent event) {
        return Line.of(level, name).with("trunk", event.trunk()).with("place", event.place());
    }
}
