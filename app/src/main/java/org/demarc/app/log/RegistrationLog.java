package org.demarc.app.log;

import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.edge.registration.RegistrationEvent;
import org.demarc.edge.registration.RegistrationSink;

/// Registration events as log lines. Called on lanes: it only hands over.
public final class RegistrationLog implements RegistrationSink {
    private final EventLog log;

    public RegistrationLog(EventLog log) {
        this.log = log;
    }

    @Override
    public void report(RegistrationEvent event) {
        if (log.writes(level(event))) log.submit(() -> line(event));
    }

    private static LogLevel level(RegistrationEvent event) {
        return switch (event) {
            case RegistrationEvent.Registered _ -> LogLevel.INFO;
            case RegistrationEvent.Refreshed _ -> LogLevel.DEBUG;
            case RegistrationEvent.Lost _, RegistrationEvent.Deferred _ -> LogLevel.WARN;
            case RegistrationEvent.Refused refused -> refused.millis() < 0 ? LogLevel.ERROR : LogLevel.WARN;
            case RegistrationEvent.Adapted _ -> LogLevel.INFO;
            case RegistrationEvent.Stopped stopped -> stopped.clean() ? LogLevel.INFO : LogLevel.WARN;
        };
    }

    static Line line(RegistrationEvent event) {
        Line line = Line.of(level(event), name(event)).with("trunk", event.trunk());
        return switch (event) {
            case RegistrationEvent.Registered r ->
                line.with("registrar", r.registrar())
                        .with("flow", r.flow().describe())
                        .with("seconds", r.seconds())
                        .with("gin", Boolean.toString(r.gin()))
                        .with("outbound", Boolean.toString(r.outbound()))
                        .with("remark", r.remark());
            case RegistrationEvent.Refreshed r ->
                line.with("registrar", r.registrar()).with("seconds", r.seconds());
            case RegistrationEvent.Lost r ->
                line.with("registrar", r.registrar()).with("why", r.why()).with("rule", r.rule());
            case RegistrationEvent.Deferred r ->
                line.with("registrar", r.registrar())
                        .with("status", r.status())
                        .with("why", r.why())
                        .with("again-ms", r.millis())
                        .with("failures", r.failures())
                        .with("rule", r.rule());
            case RegistrationEvent.Refused r ->
                line.with("registrar", r.registrar())
                        .with("status", r.status())
                        .with("why", r.why())
                        .with("again-ms", r.millis() < 0 ? "never" : Long.toString(r.millis()))
                        .with("rule", r.rule());
            case RegistrationEvent.Adapted r ->
                line.with("registrar", r.registrar())
                        .with("status", r.status())
                        .with("what", r.what())
                        .with("rule", r.rule());
            case RegistrationEvent.Stopped r ->
                line.with("clean", Boolean.toString(r.clean())).with("why", r.why());
        };
    }

    private static String name(RegistrationEvent event) {
        return switch (event) {
            case RegistrationEvent.Registered _ -> "registration.registered";
            case RegistrationEvent.Refreshed _ -> "registration.refreshed";
            case RegistrationEvent.Lost _ -> "registration.lost";
            case RegistrationEvent.Deferred _ -> "registration.deferred";
            case RegistrationEvent.Refused _ -> "registration.refused";
            case RegistrationEvent.Adapted _ -> "registration.adapted";
            case RegistrationEvent.Stopped _ -> "registration.stopped";
        };
    }
}
