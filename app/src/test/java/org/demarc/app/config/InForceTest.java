package org.demarc.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// What a reload does where the file runs ahead of the sockets that are open.
class InForceTest {
    private static final String SOUND = ConfigErrorsTest.SOUND.replace("{ tcp: 5060, udp: 5060 }", "{ udp: 5060 }");
    private static final NodeConfig RUNNING = Fake.EMPTY.sound(SOUND);

    private static InForce reload(String text) {
        return InForce.between(RUNNING, Fake.EMPTY.sound(text));
    }

    private static Trunk trunk(EdgeConfig edge, String name) {
        return edge.trunks().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void carrierIsAsItWas(InForce now) {
        assertThat(trunk(now.edge(), "carrier")).isEqualTo(trunk(RUNNING.edge(), "carrier"));
        assertThat(now.changed()).doesNotContain("trunks.carrier");
        assertThat(now.edge().routes()).isEqualTo(RUNNING.edge().routes());
    }

    @Test
    void peerThatNeedsATransportNotYetOpenWaits() {
        InForce now = reload(SOUND.replace("sip: { udp: 5060 }", "sip: { udp: 5060, tcp: 5060 }")
                .replace("transport=udp", "transport=tcp"));
        carrierIsAsItWas(now);
        assertThat(now.restart())
                .containsExactly("networks.inside", "trunks.carrier (its network does not listen on tcp yet)");
    }

    @Test
    void peerThatNeedsAnAddressFamilyNotYetOpenWaits() {
        InForce now = reload(SOUND.replace("addresses: [10.0.0.5]", "addresses: [10.0.0.5, \"2001:db8:1::5\"]")
                .replace("sip:10.0.0.20:5060;transport=udp", "sip:[2001:db8:1::20]"));
        carrierIsAsItWas(now);
        assertThat(now.restart())
                .containsExactly("networks.inside", "trunks.carrier (its network has no IPv6 address yet)");
    }

    @Test
    void trunkThatMovesToANewNetworkStaysWhereItIs() {
        InForce now = reload(SOUND.replace(
                        "trunks:\n",
                        "  core:\n    addresses: [10.0.1.5]\n    sip: { udp: 5060 }\n"
                                + "    media: { ports: 40000-49999 }\ntrunks:\n")
                .replace("network: inside", "network: core"));
        carrierIsAsItWas(now);
        assertThat(now.restart()).containsExactly("networks.core", "trunks.carrier (its network is new)");
    }

    @Test
    void newTrunkThatCannotBeServedIsLeftAwayAndAllElseTakesEffect() {
        InForce now = reload(SOUND.replace("sip: { udp: 5060 }", "sip: { udp: 5060, tcp: 5060 }")
                .replace(
                        "routes:\n",
                        "  second:\n    faces: core\n    network: inside\n"
                                + "    peers: [\"sip:10.0.0.21;transport=tcp\"]\nroutes:\n")
                .replace("to: carrier }", "to: [second, carrier] }"));
        assertThat(now.edge().trunks()).extracting(Trunk::name).containsExactly("acme", "carrier");
        assertThat(now.changed()).containsExactly("routes");
        assertThat(now.restart())
                .containsExactly("networks.inside", "trunks.second (its network does not listen on tcp yet)");
    }

    @Test
    void numbersThatWentToAnotherTrunkDoNotStayWithTheOneThatWaits() {
        NodeConfig running = Fake.EMPTY.sound(SOUND.replace(
                "    peers: [\"sip:10.0.0.20:5060;transport=udp\"]\n",
                "    peers: [\"sip:10.0.0.20\"]\n    numbers: [\"+13\", \"+14000..+14999\"]\n"));
        InForce now = InForce.between(
                running,
                Fake.EMPTY.sound(SOUND.replace("sip: { udp: 5060 }", "sip: { udp: 5060, tcp: 5060 }")
                        .replace("transport=udp", "transport=tcp")
                        .replace("[\"+12145550100..+12145550199\"]", "[\"+14500\"]")));
        assertThat(trunk(now.edge(), "carrier").numbers())
                .extracting(Object::toString)
                .isEqualTo(List.of("+13"));
    }

    @Test
    void withoutAnyOfThatItIsAllThatChanged() {
        InForce now = reload(SOUND.replace("sip:10.0.0.20:5060;transport=udp", "sip:10.0.0.21"));
        assertThat(now.changed()).containsExactly("trunks.carrier");
        assertThat(now.restart()).isEmpty();
    }
}
