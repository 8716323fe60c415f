package org.demarc.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.demarc.sip.message.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a map that keeps the time of each.
class RemnantsProperties {
    private static final long LIFE = 32_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachIsFoundForExactlyItsLifeAndNothingElseIs(long seed) {
        var random = new SplittableRandom(seed);
        var lab = new Lab();
        var remnants = new Remnants(lab, LIFE, random.nextLong());
        Map<String, Long> until = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 5_000; i++) {
            String branch = "z9hG4bK" + i;
            remnants.add(remnants.hash(branch, Method.INVITE), branch);
            until.put(branch, now + LIFE);
            // In waves, so that the table grows and shrinks.
            long pause = i % 1_000 == 0 ? random.nextInt(60_000) : random.nextInt(30);
            lab.pass(pause);
            now += pause;
            String any = "z9hG4bK" + random.nextInt(i + 1);
            var found = remnants.find(remnants.hash(any, Method.INVITE));
            if (until.getOrDefault(any, 0L) > now)
                assertThat(found).isNotNull().extracting(r -> r.left()).isEqualTo(any);
            else assertThat(found).isNull();
            assertThat(remnants.find(remnants.hash("z9hG4bKother" + i, Method.INVITE)))
                    .isNull();
        }
        long end = now;
        until.values().removeIf(t -> t <= end);
        assertThat(remnants.size()).isEqualTo(until.size());
        assertThat(lab.pending()).isEqualTo(1);
        lab.pass(LIFE);
        assertThat(remnants.size()).isZero();
        assertThat(lab.pending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyPartOfAKeyCounts(long seed) {
        var remnants = new Remnants(new Lab(), LIFE, seed);
        var key = new TransactionKey("z9hG4bKa", "192.0.2.1", 5060, Method.INVITE);
        assertThat(remnants.hash(key))
                .isEqualTo(remnants.hash(new TransactionKey("z9hG4bKa", "192.0.2.1", 5060, Method.INVITE)))
                .isNotEqualTo(remnants.hash(new TransactionKey("z9hG4bKb", "192.0.2.1", 5060, Method.INVITE)))
                .isNotEqualTo(remnants.hash(new TransactionKey("z9hG4bKa", "192.0.2.2", 5060, Method.INVITE)))
                .isNotEqualTo(remnants.hash(new TransactionKey("z9hG4bKa", "192.0.2.1", 5061, Method.INVITE)))
                .isNotEqualTo(remnants.hash(new TransactionKey("z9hG4bKa", "192.0.2.1", 5060, Method.BYE)))
                .isNotEqualTo(remnants.hash("z9hG4bKa", Method.INVITE));
    }
}
