package org.demarc.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderTest {
    @Test
    void eachNumberComesOnce() {
        for (int size : new int[] {1, 2, 3, 4, 5, 15, 16, 17, 1_000, 5_000, 32_768}) {
            var order = new Order(size, new Random(size));
            var seen = new HashSet<Integer>();
            for (int i = 0; i < size; i++) {
                int number = order.at(i);
                assertThat(number).isBetween(0, size - 1);
                assertThat(seen.add(number)).isTrue();
            }
        }
    }

    @Test
    void twoOrdersDiffer() {
        var one = new Order(5_000, new Random(1));
        var other = new Order(5_000, new Random(2));
        int same = 0;
        for (int i = 0; i < 5_000; i++) if (one.at(i) == other.at(i)) same++;
        assertThat(same).isLessThan(50);
    }

    @Test
    void neighboursAreApart() {
        var order = new Order(5_000, new Random(3));
        long apart = 0;
        for (int i = 1; i < 5_000; i++) apart += Math.abs(order.at(i) - order.at(i - 1));
        assertThat(apart / 5_000).isBetween(1_300L, 2_000L); // a third of the range, as for independent draws
    }
}
