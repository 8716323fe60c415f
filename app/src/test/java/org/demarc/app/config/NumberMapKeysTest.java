package org.demarc.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// How a PBX writes numbers, as the file says it.
class NumberMapKeysTest {
    private static final Fake FAKE = new Fake(Map.of(), Map.of());
    private static final String SOUND = """
            networks:
              outside:
                addresses: [192.0.2.5]
                sip: { udp: 5060, tcp: 5060 }
                media: { ports: 20000-29999 }
            trunks:
              acme:
                faces: pbx
                network: outside
                peers: ["sip:192.0.2.20"]
                numbers: ["+12145550100..+12145550199"]
                number-map:
                  - { inside: "1", outside: "+121455501", digits: 2 }
                  - { inside: "9011", outside: "+" }
                  - { inside: "112", outside: "112", digits: 0 }
            """;

    /// Proves IDN-017.
    @Test
    void numbersOfThePbxAreThoseOfTheEdgeAndBack() {
        Trunk trunk = FAKE.sound(SOUND).edge().trunks().getFirst();
        assertThat(trunk.known("155")).isEqualTo("+12145550155");
        assertThat(trunk.written("+12145550155")).isEqualTo("155");
        assertThat(trunk.known("9011442079460000")).isEqualTo("+442079460000");
        assertThat(trunk.known("112")).isEqualTo("112");
        assertThat(trunk.known("77")).isEqualTo("77");
        assertThat(trunk.known("+33123456789")).isEqualTo("+33123456789");
    }

    @Test
    void whatDoesNotComeBackAsItWentIsWarnedOf() {
        assertThat(FAKE.check(SOUND))
                .singleElement()
                .asString()
                .startsWith("warning f:")
                .endsWith("+12145550112 is 112 inside, and that is 112 outside");
        assertThat(FAKE.check(SOUND.replace("      - { inside: \"112\", outside: \"112\", digits: 0 }\n", "")))
                .isEmpty();
    }

    @Test
    void whatIsNoRuleIsSaidWhereItStands() {
        assertThat(FAKE.check(SOUND.replace("inside: \"9011\"", "inside: \"x\"")))
                .contains("f:14:9: digits expected: x");
        assertThat(FAKE.check(SOUND.replace("outside: \"+\" ", "outside: \"00\" ")))
                .contains("f:14:9: + and digits expected: 00");
    }
}
