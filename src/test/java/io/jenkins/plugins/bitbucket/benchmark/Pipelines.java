package io.jenkins.plugins.bitbucket.benchmark;

import static io.jenkins.plugins.bitbucket.benchmark.PipelineJenkins.ECHO;
import static io.jenkins.plugins.bitbucket.benchmark.PipelineJenkins.HTTP_REQUEST;
import static io.jenkins.plugins.bitbucket.benchmark.PipelineJenkins.SH;
import static io.jenkins.plugins.bitbucket.benchmark.PipelineJenkins.SLEEP;
import static io.jenkins.plugins.bitbucket.benchmark.PipelineJenkins.STEP;

import io.jenkins.plugins.bitbucket.benchmark.PipelineJenkins.AtOnce;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.automation.CreateBranch;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.JenkinsPlugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A step in a Pipeline, alone and in many builds at once, compared with the alternatives in a Pipeline. */
final class Pipelines implements Chapter {

    private static final String USE_CASE = "the use case without Jenkins";

    private final Path war;
    private final JenkinsPlugins plugins;

    Pipelines(Path war, JenkinsPlugins plugins) {
        this.war = war;
        this.plugins = plugins;
    }

    @Override
    public String name() {
        return "pipelines";
    }

    @Override
    public List<Table> measure(boolean quick) throws Exception {
        // A quick run must be quick, and its figures don't matter.
        List<String> jvm = quick ? JenkinsStart.LEAN_JVM : List.of();
        try (Acme acme = new Acme();
                PipelineJenkins jenkins = new PipelineJenkins(war, plugins, acme, jvm)) {
            UseCase useCase = new UseCase(acme);
            List<String> contenders = new ArrayList<>(List.of(ECHO, SLEEP, STEP));
            if (jenkins.hasHttpRequest()) {
                contenders.add(HTTP_REQUEST);
            }
            // A Jenkins runs for a long time, so it is compiled.
            jenkins.takeTurns(contenders, quick ? 1 : 40);
            useCase.take(quick ? 1 : 400);
            // The agent comes last, because it has something to clean up after its turn.
            contenders.add(SH);
            jenkins.takeTurns(contenders, 1);

            List<Table> tables = new ArrayList<>();
            for (int delay : quick ? new int[] {20} : new int[] {0, 20}) {
                acme.bitbucket.delay(Duration.ofMillis(delay));
                Map<String, Samples> turns =
                        oneAfterTheOther(jenkins, useCase, contenders, quick ? 1 : 4, quick ? 1 : 8);
                tables.add(table(delay, turns));
            }
            tables.add(atOnce(jenkins, quick ? 5 : 100, quick ? 0 : 1, quick ? 1 : 2));
            return tables;
        }
    }

    /** Builds of some rounds each, and after each of them the use case as many times. */
    private static Map<String, Samples> oneAfterTheOther(
            PipelineJenkins jenkins, UseCase useCase, List<String> contenders, int builds, int rounds)
            throws Exception {
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        for (int build = 0; build < builds; build++) {
            Map<String, List<Double>> turns = jenkins.takeTurns(contenders, rounds);
            turns.put(USE_CASE, useCase.take(rounds));
            turns.forEach((contender, values) -> figures.computeIfAbsent(contender, none -> new ArrayList<>())
                    .addAll(values));
        }
        Map<String, Samples> samples = new LinkedHashMap<>();
        figures.forEach((contender, values) -> samples.put(contender, new Samples(values)));
        return samples;
    }

    private static Table table(int delay, Map<String, Samples> samples) {
        Samples step = samples.get(STEP);
        Samples sh = samples.get(SH);
        Table table = new Table("A step that creates a branch, each request answered after " + delay + " ms")
                .faster("`bitbucketCreateBranch`", step, "ms", "`sh`", sh);
        if (delay == 0) {
            // There is no goal with a delay, because `sh` takes less than ten times the delay and an empty step.
            table.ratioAtLeast(10);
        }
        if (samples.containsKey(HTTP_REQUEST)) {
            table.times("`bitbucketCreateBranch`", step, "ms", "`httpRequest`", samples.get(HTTP_REQUEST));
        }
        table.row("overhead over the use case", step.minus(samples.get(USE_CASE)), "ms")
                .figureAtMost(15)
                .row(USE_CASE, samples.get(USE_CASE), "ms")
                .row("`sh 'curl …'` on an agent of the same machine", sh, "ms");
        if (samples.containsKey(HTTP_REQUEST)) {
            table.row("`httpRequest`", samples.get(HTTP_REQUEST), "ms");
        }
        return table.row("`echo`", samples.get(ECHO), "ms").row("`sleep` for 1 ms", samples.get(SLEEP), "ms");
    }

    private static Table atOnce(PipelineJenkins jenkins, int builds, int warmUps, int rounds) throws Exception {
        Map<String, List<Double>> steps = new LinkedHashMap<>();
        Rounds contenders = new Rounds();
        List<String> names = new ArrayList<>(List.of(STEP, SH));
        if (jenkins.hasHttpRequest()) {
            names.add(HTTP_REQUEST);
        }
        names.forEach(name -> contenders.add(name, () -> {
            AtOnce all = jenkins.runAtOnce(name, builds);
            steps.computeIfAbsent(name, none -> new ArrayList<>()).add(all.step());
            return all.wall();
        }));
        Map<String, Samples> walls = contenders.run(warmUps, rounds);
        Table table = new Table(builds + " builds at once with one step each, answered after 20 ms");
        for (String name : names) {
            if (!name.equals(STEP)) {
                table.faster("`" + STEP + "`, all done", walls.get(STEP), "ms", "`" + name + "`", walls.get(name));
            }
        }
        for (String name : names) {
            table.row("`" + name + "`, all done", walls.get(name), "ms")
                    .row("`" + name + "`, the step in the middle build", new Samples(steps.get(name)), "ms");
        }
        return table;
    }

    /** The overhead of the step. */
    private static final class UseCase {

        private final BitbucketCloud cloud;
        private final ApiCredential credential;
        private int branches;

        UseCase(Acme acme) {
            cloud = acme.answeringWithin(Duration.ofSeconds(30));
            credential = Acme.credential(acme.ci.tokenWithAllScopes());
        }

        List<Double> take(int rounds) throws Exception {
            List<Double> milliseconds = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                CreateBranch.Request request = new CreateBranch.Request(
                        Acme.INFRA,
                        new BranchName("use-case-" + branches++),
                        StartPoint.parse("main"),
                        CreateBranch.IfExists.REUSE);
                milliseconds.add(Rounds.milliseconds(() ->
                        new CreateBranch().run(request, cloud.as(credential)).join()));
            }
            return milliseconds;
        }
    }
}
