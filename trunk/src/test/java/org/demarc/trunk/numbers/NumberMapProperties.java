package org.demarc.trunk.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.trunk.numbers.NumberMap.Prefix;
import org.demarc.trunk.numbers.NumberMap.Single;

/// Mapping a number of the inventory in and out again is identity.
class NumberMapProperties {
    /// An inventory of one block, extensions of its last digits, some numbers with extensions of their own, national
    /// and
    /// international prefixes.
    @Seeded(runs = 300)
    void everyNumberComesBackAsItWent(Gen gen) {
        String country = gen.pick("1", "44", "49", "353");
        String block = country + gen.pick("2", "7", "9") + gen.digits(3, 5);
        int length = gen.between(2, 4);
        long first = Long.parseLong(block + "0".repeat(length));
        long last = Long.parseLong(block + "9".repeat(length));
        var range = new NumberRange(first, last, block.length() + length);
        var singles = new ArrayList<Single>();
        var used = new HashSet<String>();
        for (int i = gen.below(5); i > 0; i--) {
            String outside = "+" + gen.between(first, last);
            // An extension that no rule reaches: longer than those of the block.
            String inside = "7" + gen.digits(length + 1, length + 1);
            if (used.add(outside) && used.add(inside)) singles.add(new Single(inside, outside));
        }
        var prefixes = new ArrayList<Prefix>();
        if (gen.flip()) prefixes.add(new Prefix("", "+" + block, length, length));
        prefixes.add(new Prefix("0", "+" + country, 6, 12));
        prefixes.add(new Prefix("00", "+", 9, 15));
        var map = new NumberMap(singles, gen.shuffled(prefixes));
        assertThat(map.problems(List.of(range))).isEmpty();
        for (int i = 0; i < 50; i++) {
            String outside = "+" + gen.between(first, last);
            String inside = map.toInside(outside);
            assertThat(map.toOutside(inside)).isEqualTo(outside);
            assertThat(map.toInside(map.toOutside(inside) + "")).isEqualTo(inside);
        }
    }

    /// Whatever the rules and the text, nothing is thrown, and what goes out is E.164 or a number of the table.
    @Seeded(runs = 300)
    void onlyNumbersGoOut(Gen gen) {
        var map = new NumberMap(
                List.of(new Single("112", "112")),
                List.of(new Prefix("", "+1214555", 3, 4), new Prefix("0", "+49"), new Prefix("00", "+")));
        for (int i = 0; i < 100; i++) {
            String text = gen.string("0123456789+*#ab", 0, 18);
            String out = map.toOutside(text);
            if (out != null)
                assertThat(NumberRange.isE164(out) || out.equals("112")).isTrue();
            assertThat(map.toInside(text)).isNotNull();
        }
    }
}
