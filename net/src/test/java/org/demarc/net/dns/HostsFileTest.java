package org.demarc.net.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.demarc.sip.location.Answer;
import org.demarc.sip.location.Question;
import org.demarc.sip.location.RecordType;
import org.junit.jupiter.api.Test;

class HostsFileTest {
    private static final String FILE = """
            127.0.0.1 localhost
            ::1 localhost ip6-localhost
            192.0.2.20\tPBX.example pbx # ours
            # 192.0.2.21 old.example
            fe80::1%eth0 odd.example
            rubbish pbx.example
            """;

    private static String answer(String name, RecordType type) {
        return String.valueOf(HostsFile.answer(new Question(name, type), FILE));
    }

    @Test
    void namesOfThisMachineComeBeforeDns() {
        assertThat(answer("pbx.example", RecordType.A)).contains("/192.0.2.20");
        assertThat(answer("pbx", RecordType.A)).contains("/192.0.2.20");
        assertThat(answer("localhost", RecordType.AAAA)).contains("/0:0:0:0:0:0:0:1");
        assertThat(answer("pbx.example", RecordType.AAAA)).isEqualTo(new Answer.Absent(true, 60).toString());
        assertThat(answer("old.example", RecordType.A)).isEqualTo("null");
        assertThat(answer("other.example", RecordType.A)).isEqualTo("null");
    }

    @Test
    void servicesAreForDnsToSay() {
        assertThat(HostsFile.answer(new Question("pbx.example", RecordType.NAPTR), HostsFile.SYSTEM))
                .isNull();
        assertThat(HostsFile.answer(new Question("pbx.example", RecordType.A), Path.of("no", "such")))
                .isNull();
    }
}
