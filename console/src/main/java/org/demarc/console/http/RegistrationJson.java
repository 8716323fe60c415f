package org.demarc.console.http;

import java.time.Instant;
import java.util.Locale;
import org.demarc.edge.registration.RegistrationSnapshot;
import org.demarc.edge.registration.RegistrationSnapshot.FlowState;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A trunk's registration at its provider, as JSON.
final class RegistrationJson {
    private RegistrationJson() {}

    /// @param registration null where the trunk does not register
    static void write(JsonGenerator g, @Nullable RegistrationSnapshot registration) {
        if (registration == null) {
            g.writeNullProperty("registration");
            return;
        }
        g.writeObjectPropertyStart("registration");
        g.writeStringProperty("state", word(registration.state()));
        time(g, "since", registration.since());
        g.writeArrayPropertyStart("flows");
        for (FlowState flow : registration.flows()) {
            g.writeStartObject();
            g.writeStringProperty("registrar", flow.registrar());
            g.writeStringProperty("address", flow.address());
            g.writeNumberProperty("regId", flow.regId());
            g.writeStringProperty("state", word(flow.state()));
            time(g, "since", flow.since());
            time(g, "expires", flow.expires());
            g.writeNumberProperty("lastStatus", flow.lastStatus());
            g.writeStringProperty("lastReason", flow.lastReason());
            time(g, "nextAttempt", flow.nextAttempt());
            g.writeNumberProperty("failures", flow.failures());
            g.writeBooleanProperty("gin", flow.gin());
            g.writeBooleanProperty("outbound", flow.outbound());
            g.writeArrayPropertyStart("serviceRoute");
            flow.serviceRoute().forEach(g::writeString);
            g.writeEndArray();
            g.writeEndObject();
        }
        g.writeEndArray();
        g.writeEndObject();
    }

    private static String word(RegistrationSnapshot.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static void time(JsonGenerator g, String name, long millis) {
        if (millis == 0) g.writeNullProperty(name);
        else g.writeStringProperty(name, Instant.ofEpochMilli(millis).toString());
    }
}
