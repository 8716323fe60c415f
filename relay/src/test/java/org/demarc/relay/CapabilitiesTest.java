package org.demarc.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static String missing(String effective) {
        return Capabilities.missing(
                "Name:\tjava\nCapPrm:\t0000000000000000\nCapEff:\t" + effective + "\nSeccomp:\t0\n");
    }

    @Test
    void thoseThatTheProcessHasNotAreNamed() {
        assertThat(missing("0000000000000000")).isEqualTo("CAP_BPF,CAP_NET_ADMIN,CAP_NET_RAW");
        assertThat(missing("0000008000001000")).isEqualTo("CAP_NET_RAW");
        assertThat(missing("000001ffffffffff")).isEmpty();
        assertThat(missing("0000000000200000")).isEqualTo("CAP_NET_ADMIN,CAP_NET_RAW"); // CAP_SYS_ADMIN may use BPF
        assertThat(missing("nonsense")).isEmpty();
        assertThat(Capabilities.missing("")).isEmpty();
    }
}
