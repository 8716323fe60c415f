package org.demarc.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.demarc.console.control.ReloadResult;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// openapi.json and the server say the same.
class OpenApiTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private final FakeNode node = new FakeNode();

    private static JsonNode document() throws Exception {
        try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
            return MAPPER.readTree(in);
        }
    }

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() throws Exception {
        Set<String> served = new TreeSet<>();
        new Api(node).routes().all().forEach(r -> served.add(r.method() + " " + r.path()));
        Set<String> described = new TreeSet<>();
        document()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(served).isEqualTo(described);
    }

    @Test
    void everyAnswerIsOfItsSchema() throws Exception {
        answer("Status", Json.status(node.status().join()));
        answer("Calls", Json.calls(node.calls().join(), 1, false));
        answer("Call", Json.call(FakeNode.CALL, false));
        answer("Trunks", Json.trunks(node.trunks().join()));
        answer("Trunk", Json.trunk(node.trunks().join().getFirst()));
        answer("Ban", Json.bans(node.bans()).replaceFirst("^\\{\"bans\":\\[(.*)]}$", "$1"));
        answer("Registrations", Json.registrations(node.trunks().join()));
        answer("TrunkTest", Json.test(FakeNode.TEST));
        answer("Reloaded", Json.reloaded((ReloadResult.Reloaded) node.reload));
        answer("Dropped", Json.dropped("acme", 2));
        answer("Drain", Json.draining(true));
        answer("Problem", Json.problem(404, "Not Found", "none", List.of()));
        answer("Problem", Json.problem(422, "Unprocessable Content", "errors", List.of("a")));
    }

    private static void answer(String name, String json) throws Exception {
        ObjectNode schema = MAPPER.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$ref", "#/components/schemas/" + name);
        schema.set("components", document().get("components"));
        Schema checked = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
        assertThat(checked.validate(MAPPER.readTree(json))).as(name).isEmpty();
    }
}
