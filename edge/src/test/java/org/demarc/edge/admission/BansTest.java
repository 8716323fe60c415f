package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.demarc.edge.admission.Bans.Ban;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.junit.jupiter.api.Test;

class BansTest {
    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    private final Bans bans = new Bans(3, 42);

    @Test
    void aBanIsListedAndEnds() {
        bans.add(ip("192.0.2.1"), 1_000, "20 times failed authentication", 0, 1_700_000_000_000L);
        assertThat(bans.banned(ip("192.0.2.1"), 999)).isTrue();
        assertThat(bans.banned(ip("192.0.2.2"), 999)).isFalse();
        assertThat(bans.list(400))
                .containsExactly(new Ban("192.0.2.1", 1_700_000_000_000L, 600, "20 times failed authentication"));
        assertThat(bans.banned(ip("192.0.2.1"), 1_000)).isFalse();
        assertThat(bans.list(1_000)).isEmpty();
    }

    @Test
    void anIpv6CustomerIsOneSource() {
        bans.add(ip("2001:db8:1:2::9"), 1_000, "why", 0, 0);
        assertThat(bans.banned(ip("2001:db8:1:2:ffff::1"), 1)).isTrue();
        assertThat(bans.banned(ip("2001:db8:1:3::9"), 1)).isFalse();
        assertThat(bans.list(1).getFirst().source()).isEqualTo("2001:db8:1:2::/64");
        assertThat(SourceKey.text(SourceKey.of(ip("::1")))).isEqualTo("::/64");
        assertThat(SourceKey.text(SourceKey.of(ip("fe80::1")))).isEqualTo("fe80::/64");
        assertThat(SourceKey.text(SourceKey.of(ip("0.0.0.0")))).isEqualTo("0.0.0.0");
    }

    @Test
    void thereAreNoMoreThanTheCap() {
        for (int i = 0; i < 5; i++) bans.add(ip("192.0.2." + i), 1_000 + i, "why", 0, 0);
        assertThat(bans.list(1)).extracting(Ban::source).containsExactly("192.0.2.2", "192.0.2.3", "192.0.2.4");
    }

    @Test
    void anOperatorTakesOneBack() {
        bans.add(ip("192.0.2.1"), 1_000, "why", 0, 0);
        bans.add(ip("2001:db8::1"), 1_000, "why", 0, 0);
        assertThat(bans.remove("192.0.2.9", 1)).isFalse();
        assertThat(bans.remove("nonsense", 1)).isFalse();
        assertThat(bans.remove("192.0.2.1", 1)).isTrue();
        assertThat(bans.remove("192.0.2.1", 1)).isFalse();
        assertThat(bans.remove("2001:db8::/64", 1)).isTrue();
        assertThat(bans.list(1)).isEmpty();
    }

    @Test
    void whatBecomesKnownIsLetIn() {
        bans.add(ip("192.0.2.1"), 1_000, "why", 0, 0);
        bans.add(ip("192.0.2.2"), 1_000, "why", 0, 0);
        bans.forgive(ip("192.0.2.2")::equals, 1);
        assertThat(bans.list(1)).extracting(Ban::source).containsExactly("192.0.2.1");
    }

    @Seeded(runs = 50)
    void theyAreWhatAMapWouldBe(Gen gen) {
        var many = new Bans(200, gen.bits());
        Map<InetAddress, Long> model = new HashMap<>();
        List<InetAddress> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) all.add(ip("10.0.0." + i));
        for (long now = 0; now < 500; now++) {
            InetAddress one = gen.pick(all);
            if (gen.chance(0.6)) {
                int length = gen.between(1, 400);
                many.add(one, length, "why", now, 0);
                model.put(one, now + length);
            } else {
                Long end = model.remove(one);
                assertThat(many.remove(one, now)).isEqualTo(end != null && now < end);
            }
            InetAddress asked = gen.pick(all);
            assertThat(many.banned(asked, now)).isEqualTo(now < model.getOrDefault(asked, 0L));
        }
    }
}
