package io.jenkins.plugins.bitbucket.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Lets contenders take turns, so that a slow moment of the machine affects all of them. */
final class Rounds {

    /** Measures a contender once. */
    interface Measure {
        double take() throws Exception;
    }

    /** What is timed. */
    interface Work {
        void run() throws Exception;
    }

    private final Map<String, Measure> contenders = new LinkedHashMap<>();

    Rounds add(String contender, Measure measure) {
        contenders.put(contender, measure);
        return this;
    }

    /**
     * @param warmUps rounds that don't count
     * @return the measurements, by contender
     */
    Map<String, Samples> run(int warmUps, int rounds) throws Exception {
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        for (int round = -warmUps; round < rounds; round++) {
            for (Map.Entry<String, Measure> contender : contenders.entrySet()) {
                double figure = contender.getValue().take();
                if (round >= 0) {
                    figures.computeIfAbsent(contender.getKey(), none -> new ArrayList<>())
                            .add(figure);
                }
            }
        }
        Map<String, Samples> samples = new LinkedHashMap<>();
        figures.forEach((contender, values) -> samples.put(contender, new Samples(values)));
        return samples;
    }

    /** How many milliseconds the work takes. */
    static double milliseconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** The median of how many milliseconds the work takes. */
    static double medianMilliseconds(int times, Work work) throws Exception {
        List<Double> each = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            each.add(milliseconds(work));
        }
        return new Samples(each).median();
    }
}
