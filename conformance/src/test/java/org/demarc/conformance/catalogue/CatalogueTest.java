package org.demarc.conformance.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.demarc.conformance.catalogue.Rule.Level;
import org.demarc.conformance.catalogue.Rule.Tier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

class CatalogueTest {
    private static final Pattern RETIRED = Pattern.compile("^# retired: ([A-Z0-9]+-[0-9]{3})", Pattern.MULTILINE);

    private final Catalogue catalogue = Catalogue.load();

    static List<String> areas() {
        return Catalogue.AREAS;
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Catalogue.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @MethodSource("areas")
    void eachAreaKeepsTheSchema(String area) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(resource("schema.json"));
        Object data = new Load(LoadSettings.builder().build()).loadFromString(resource(area + ".yaml"));
        assertThat(schema.validate(JsonMapper.shared().valueToTree(data))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("areas")
    void rulesStandInTheirArea(String area) throws IOException {
        List<Rule> rules = catalogue.rules().filter(r -> r.area().equals(area)).toList();
        assertThat(resource(area + ".yaml")).startsWith("# Area: " + area + ".");
        assertThat(rules).isNotEmpty();
        String prefix = rules.getFirst().id().replaceFirst("[0-9]{3}$", "");
        assertThat(rules).allSatisfy(r -> assertThat(r.id()).startsWith(prefix));
        assertThat(rules).extracting(Rule::id).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void retiredIdsAreNotUsedAgain() throws IOException {
        var retired = new ArrayList<String>();
        for (String area : areas()) {
            RETIRED.matcher(resource(area + ".yaml")).results().forEach(m -> retired.add(m.group(1)));
        }
        assertThat(retired).isNotEmpty();
        assertThat(catalogue.rules().map(Rule::id)).doesNotContainAnyElementsOf(retired);
    }

    @Test
    void nothingIsLostOnTheWay() {
        assertThat(catalogue.rules()).hasSizeGreaterThan(550);
        Rule rule = Objects.requireNonNull(catalogue.rule("aut-001"));
        assertThat(rule.level()).isEqualTo(Level.MUST);
        assertThat(rule.tier()).isEqualTo(Tier.CORE);
        assertThat(rule.element()).isEqualTo("sp-sse");
        assertThat(rule.sources().getFirst()).hasToString("RFC 3261 section 22.2");
        assertThat(rule.cases()).contains(new Rule.Case("REGISTER", "401"));
        assertThat(catalogue.rule("XXX-001")).isNull();
    }
}
