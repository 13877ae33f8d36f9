package io.jenkins.plugins.bitbucket.benchmark;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/** The measurements of one contender: a figure per round, in the order of the rounds. */
record Samples(List<Double> values) {

    Samples {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured.");
        }
    }

    static Samples of(double value) {
        return new Samples(List.of(value));
    }

    double median() {
        return quantile(0.5);
    }

    /** The lower quartile. */
    double low() {
        return quantile(0.25);
    }

    /** The upper quartile. */
    double high() {
        return quantile(0.75);
    }

    /** Round by round if they took turns, because two figures of one round come from the same moment. */
    Samples dividedBy(Samples other) {
        return other.values.size() == values.size()
                ? combined(other, (mine, others) -> mine / others)
                : of(median() / other.median());
    }

    /** Round by round; only if they took turns. */
    Samples minus(Samples other) {
        return combined(other, (mine, others) -> mine - others);
    }

    private Samples combined(Samples other, DoubleBinaryOperator operator) {
        return new Samples(IntStream.range(0, values.size())
                .mapToObj(round -> operator.applyAsDouble(values.get(round), other.values.get(round)))
                .toList());
    }

    private double quantile(double share) {
        List<Double> sorted = values.stream().sorted().toList();
        double position = share * (sorted.size() - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (position - below) * (sorted.get(above) - sorted.get(below));
    }
}
