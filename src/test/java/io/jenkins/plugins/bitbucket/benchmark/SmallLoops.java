package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.core.api.ParsingBenchmark;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Parsing and escaping alone, measured with JMH. */
final class SmallLoops implements Chapter {

    @Override
    public String name() {
        return "loops";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        TimeValue iteration = TimeValue.milliseconds(quick ? 20 : 400);
        Table table = new Table("Small loops");
        for (RunResult loop : new Runner(new OptionsBuilder()
                        .include(ParsingBenchmark.class.getName())
                        .forks(quick ? 0 : 1)
                        .warmupIterations(quick ? 1 : 4)
                        .warmupTime(iteration)
                        .measurementIterations(quick ? 1 : 6)
                        .measurementTime(iteration)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run()) {
            table.row(loop.getPrimaryResult().getLabel(), samples(loop), "µs");
        }
        return List.of(table);
    }

    private static Samples samples(RunResult loop) {
        return new Samples(loop.getAggregatedResult().getIterationResults().stream()
                .map(result -> result.getPrimaryResult().getScore())
                .toList());
    }
}
