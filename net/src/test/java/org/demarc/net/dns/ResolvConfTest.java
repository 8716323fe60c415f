package org.demarc.net.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ResolvConfTest {
    private static String servers(String text) {
        return ResolvConf.parse(text).toString();
    }

    @Test
    void nameServersAreReadInTheirOrder() {
        assertThat(servers("""
                        # nameserver 192.0.2.1
                        search corp.example
                        nameserver 192.0.2.53
                          nameserver\t2001:db8::53   # the other
                        nameserver
                        nameserver ns.example
                        options timeout:1
                        """)).isEqualTo("[/192.0.2.53:53, /[2001:db8:0:0:0:0:0:53]:53]");
    }

    @Test
    void whereThereIsNoneItIsTheOneOfThisMachine() {
        assertThat(servers("")).isEqualTo("[/127.0.0.1:53]");
        assertThat(ResolvConf.read(Path.of("no", "such", "file")).toString()).isEqualTo("[/127.0.0.1:53]");
    }
}
