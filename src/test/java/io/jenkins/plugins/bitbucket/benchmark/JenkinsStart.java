package io.jenkins.plugins.bitbucket.benchmark;

import io.jenkins.plugins.bitbucket.testing.JenkinsHome;
import io.jenkins.plugins.bitbucket.testing.JenkinsPlugins;
import io.jenkins.plugins.bitbucket.testing.JenkinsProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The start time that the plugin adds: a Jenkins with the plugin and everything that it requires, compared with the
 * same Jenkins without the plugin.
 */
final class JenkinsStart implements Chapter {

    private static final String PLUGIN = "bitbucket-api-token";

    /**
     * Without the optimizing compiler and parallel garbage collectors, a JVM starts with less work and less variation.
     */
    static final List<String> LEAN_JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Path war;
    private final JenkinsPlugins plugins;

    JenkinsStart(Path war, JenkinsPlugins plugins) {
        this.war = war;
        this.plugins = plugins;
    }

    @Override
    public String name() {
        return "jenkins-start";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        List<Table> tables = new ArrayList<>();
        tables.add(new Table("What is installed")
                .row("the plugin's file", Samples.of(Files.size(plugins.files().get(PLUGIN)) / 1000.0), "kB")
                .figureAtMost(350));
        if (!quick) {
            tables.add(starts(14));
        }
        return tables;
    }

    /** The same two homes start repeatedly, in turns. */
    private Table starts(int rounds) throws Exception {
        JenkinsPlugins all = plugins.only(List.of(PLUGIN));
        try (JenkinsHome with = JenkinsHome.create().with(all);
                JenkinsHome without = JenkinsHome.create().with(all.without(PLUGIN))) {
            Start.of(war, with);
            Start.of(war, without);
            List<Start> ours = new ArrayList<>();
            List<Start> others = new ArrayList<>();
            // The first two starts, and the first round, unpack files and fill the caches of the machine.
            for (int round = -1; round < rounds; round++) {
                Start one = Start.of(war, with);
                Start other = Start.of(war, without);
                if (round >= 0) {
                    ours.add(one);
                    others.add(other);
                }
            }
            return table(ours, others);
        }
    }

    private static Table table(List<Start> with, List<Start> without) {
        Samples clock = Start.samples(with, Start::clock);
        Samples processors = Start.samples(with, Start::processors);
        return new Table("Start of a Jenkins with what the plugin requires, until it is up")
                .row("time with the plugin", clock, "ms")
                .row("time that the plugin adds", clock.minus(Start.samples(without, Start::clock)), "ms")
                .figureAtMost(100)
                .row("processor time with the plugin", processors, "ms")
                .row(
                        "processor time that the plugin adds",
                        processors.minus(Start.samples(without, Start::processors)),
                        "ms");
    }

    /**
     * One start.
     *
     * @param clock the milliseconds until Jenkins reported that it was up
     * @param processors the milliseconds of processor time until then
     */
    private record Start(double clock, double processors) {

        static Start of(Path war, JenkinsHome home) throws Exception {
            try (JenkinsProcess jenkins = home.start(war, Map.of(), LEAN_JVM)) {
                double clock = Rounds.milliseconds(jenkins::awaitStart);
                return new Start(clock, jenkins.processorTime().toMillis());
            }
        }

        static Samples samples(List<Start> starts, ToDoubleFunction<Start> figure) {
            return new Samples(starts.stream().mapToDouble(figure).boxed().toList());
        }
    }
}
