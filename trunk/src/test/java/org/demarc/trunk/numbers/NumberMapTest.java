package org.demarc.trunk.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.demarc.trunk.numbers.NumberMap.Prefix;
import org.demarc.trunk.numbers.NumberMap.Single;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Proves OUT-001, for numbers that a PBX dials and shows in forms of its own.
class NumberMapTest {
    /// A PBX in London with three-digit extensions, and one old number.
    private final NumberMap map = new NumberMap(
            List.of(new Single("9", "+442079460000"), new Single("112", "112")),
            List.of(
                    new Prefix("", "+442079461", 3, 3),
                    new Prefix("0", "+44"),
                    new Prefix("00", "+"),
                    new Prefix("020", "+4420", 8, 8)));

    @ParameterizedTest
    @CsvSource({
        "105, +442079461105",
        "9, +442079460000",
        "112, 112",
        "01632960123, +441632960123",
        "02079460001, +442079460001",
        "0033123456789, +33123456789",
        "+33123456789, +33123456789",
    })
    void aDialledNumberGoesOutAsE164(String inside, String outside) {
        assertThat(map.toOutside(inside)).isEqualTo(outside);
    }

    @ParameterizedTest
    @CsvSource({"12", "1234", "*98", "''", "+", "0", "sales", "00049123"})
    void whatNoRuleExplainsDoesNotGoOut(String inside) {
        assertThat(map.toOutside(inside)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "+442079461105, 105",
        "+442079460000, 9",
        "+442079460001, 02079460001",
        "+441632960123, 01632960123",
        "+33123456789, 0033123456789",
        "anonymous, anonymous",
    })
    void theInsideSeesItsOwnForm(String outside, String inside) {
        assertThat(map.toInside(outside)).isEqualTo(inside);
    }

    @Test
    void aMapThatLosesNumbersIsFound() {
        assertThat(map.problems(List.of(new NumberRange(442079461100L, 442079461999L, 12))))
                .containsExactly("+442079461112 is 112 inside, and that is 112 outside");
        // An extension that begins like a trunk prefix is dialled as something else.
        assertThat(map.problems(List.of(new NumberRange(442079461010L, 442079461010L, 12))))
                .containsExactly("+442079461010 is 010 inside, and that is +4410 outside");
        var twice =
                new NumberMap(List.of(), List.of(new Prefix("", "+12145550", 3, 3), new Prefix("", "+12145551", 3, 3)));
        assertThat(twice.problems(List.of(new NumberRange(12145551000L, 12145551999L, 11))))
                .hasSize(20);
        assertThat(NumberMap.SAME.problems(List.of(new NumberRange(12145551000L, 12145551999L, 11))))
                .isEmpty();
    }

    @Test
    void whatIsNoRuleIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Single("1x", "+12145550100"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Single("100", "12145550100"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Prefix("0", "44"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Prefix("0", "+44", 3, 14));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NumberMap(
                        List.of(new Single("1", "+12145550100"), new Single("2", "+12145550100")), List.of()));
    }
}
