package io.jenkins.plugins.bitbucket.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The calculations of the benchmark. */
class TableTest {

    private static final Samples OURS = new Samples(List.of(4.0, 1.0, 2.0));
    private static final Samples OTHERS = new Samples(List.of(8.0, 1.0, 8.0));

    @Test
    void theMiddleOfTheRoundsCounts() {
        assertThat(OURS.median()).isEqualTo(2);
        assertThat(OURS.low()).isEqualTo(1.5);
        assertThat(OURS.high()).isEqualTo(3);
    }

    @Test
    void aRatioIsThatOfTheSameRound() {
        assertThat(OURS.dividedBy(OTHERS).values()).containsExactly(0.5, 1.0, 0.25);
        assertThat(OURS.minus(OTHERS).values()).containsExactly(-4.0, 0.0, -6.0);
    }

    @Test
    void aRatioIsThatOfTheMediansWhereTheyDidNotTakeTurns() {
        assertThat(OURS.dividedBy(Samples.of(4)).values()).containsExactly(0.5);
    }

    @Test
    void contendersTakeTurns() throws Exception {
        List<String> turns = new ArrayList<>();
        Rounds rounds = new Rounds()
                .add("a", () -> {
                    turns.add("a");
                    return turns.size();
                })
                .add("b", () -> {
                    turns.add("b");
                    return turns.size();
                });

        Map<String, Samples> measured = rounds.run(1, 2);

        assertThat(turns).containsExactly("a", "b", "a", "b", "a", "b");
        assertThat(measured.get("a").values()).containsExactly(3.0, 5.0);
        assertThat(measured.get("b").values()).containsExactly(4.0, 6.0);
    }

    @Test
    void aGoalIsMetOrMissed() {
        Table table = new Table("Something")
                .times("ours", OURS, "ms", "others", OTHERS)
                .ratioAtMost(0.5)
                .faster("ours", OURS, "ms", "others", OTHERS)
                .ratioAtLeast(3)
                .row("ours", OURS, "ms")
                .figureAtMost(1.9);

        assertThat(table.rows()).extracting(Table.Row::met).containsExactly(true, false, false);
        assertThat(table.markdown().lines())
                .contains("| ours      | 2 ms   | 1.50 – 3    | 0.500 × others         | ≤ 0.500 ×: met        |")
                .contains("| ours      | 2 ms   | 1.50 – 3    | 2 × faster than others | ≥ 3 ×: **missed**     |")
                .contains("| ours      | 2 ms   | 1.50 – 3    |                        | ≤ 1.90 ms: **missed** |");
        assertThat(table.unjudged().rows()).extracting(Table.Row::met).containsOnlyNulls();
        assertThat(table.unjudged().markdown()).doesNotContain("missed");
    }

    @Test
    void nothingIsNoFigure() {
        assertThatThrownBy(() -> new Samples(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
