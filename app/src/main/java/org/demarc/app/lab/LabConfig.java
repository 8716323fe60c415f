package org.demarc.app.lab;

import org.demarc.app.lab.LabPlan.Place;

/// The configurations of the two edges, as an operator would write them.
final class LabConfig {
    static final String DOMAIN = "sp.example.net";

    private LabConfig() {}

    static String enterprise(LabPlan plan) {
        return """
                node: lab-enterprise
                networks:
                  inside: %s
                  outside: %s
                trunks:
                  pbx:
                    faces: pbx
                    network: inside
                    mode: static
                    peers: ["sip:%s;transport=udp"]
                    numbers: ["%s"]
                  provider:
                    faces: provider
                    network: outside
                    mode: static
                    domain: %s
                    peers: ["sip:%s;transport=udp"]
                    probe: { interval: 10s }
                routes:
                  - { from: pbx, to: provider }
                """.formatted(
                                network(plan.inside()),
                                network(plan.outside()),
                                plan.pbx().text(),
                                Numbering.PBX_NUMBERS,
                                DOMAIN,
                                plan.access().text())
                + REST;
    }

    static String provider(LabPlan plan) {
        return """
                node: lab-provider
                networks:
                  access: %s
                  core: %s
                trunks:
                  acme:
                    faces: pbx
                    network: access
                    mode: static
                    peers: ["sip:%s;transport=udp"]
                    numbers: ["%s"]
                    probe: { interval: 10s }
                  core:
                    faces: core
                    network: core
                    mode: static
                    peers: ["sip:%s;transport=udp"]
                routes:
                  - { from: acme, to: core }
                """.formatted(
                                network(plan.access()),
                                network(plan.core()),
                                plan.outside().text(),
                                Numbering.PBX_NUMBERS,
                                plan.far().text())
                + REST;
    }

    private static final String REST = """
            lanes: 1
            relay: { threads: 1 }
            admin: { address: 127.0.0.1, port: 0 }
            log: { level: warn }
            """;

    private static String network(Place place) {
        return "{ addresses: [%s], sip: { udp: %d }, media: { ports: %d-%d } }"
                .formatted(place.address().getHostAddress(), place.sip(), place.firstMedia(), place.lastMedia());
    }
}
