package io.jenkins.plugins.bitbucket.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.JenkinsHome;
import io.jenkins.plugins.bitbucket.testing.JenkinsPlugins;
import io.jenkins.plugins.bitbucket.testing.JenkinsProcess;
import io.jenkins.plugins.bitbucket.testing.UnexpectedOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Jenkins with an agent, and a Pipeline in which steps take turns and are timed. */
final class PipelineJenkins implements AutoCloseable {

    /** The contenders, by their names in the Pipeline. */
    static final String STEP = "bitbucketCreateBranch";

    static final String SH = "sh";
    static final String HTTP_REQUEST = "httpRequest";
    static final String ECHO = "echo";
    static final String SLEEP = "sleep";

    private static final String HTTP_REQUEST_PLUGIN = "http_request";
    private static final List<String> PLUGINS = List.of(
            "bitbucket-api-token",
            "configuration-as-code",
            "credentials-binding",
            "workflow-basic-steps",
            "workflow-cps",
            "workflow-durable-task-step",
            "workflow-job");
    private static final String AGENT = "agent";
    private static final String JOB = "job/turns/";
    private static final Duration MAX_BUILD_TIME = Duration.ofMinutes(3);
    private static final Pattern FIGURE = Pattern.compile("^(\\w+) took (\\d+) ns$", Pattern.MULTILINE);

    private final JenkinsHome home = JenkinsHome.create();
    private final boolean httpRequest;
    private final JenkinsProcess jenkins;
    private final JenkinsAgent agent;
    private int builds;

    /**
     * Starts it.
     *
     * @param acme its Bitbucket
     * @param jvm options
     */
    PipelineJenkins(Path war, JenkinsPlugins plugins, Acme acme, List<String> jvm) throws Exception {
        httpRequest = plugins.files().containsKey(HTTP_REQUEST_PLUGIN);
        List<String> needed = new ArrayList<>(PLUGINS);
        if (httpRequest) {
            needed.add(HTTP_REQUEST_PLUGIN);
        }
        Path agentFolder = Files.createDirectories(home.folder().resolve(AGENT));
        String password = UUID.randomUUID().toString();
        jenkins = home.with(plugins.only(needed))
                .with("jenkins.yaml", PipelineJenkins.class, "jenkins.yaml")
                .with("jobs/turns/config.xml", PipelineJenkins.class, "job.xml")
                .start(
                        war,
                        Map.of(
                                "BITBUCKET_API_URL", acme.bitbucket.apiUrl().toString(),
                                "BITBUCKET_API_TOKEN", acme.ci.tokenWithAllScopes(),
                                "ADMIN_PASSWORD", password,
                                "AGENT_FOLDER", agentFolder.toString()),
                        jvm);
        jenkins.logIn("admin", password);
        agent = JenkinsAgent.connect(jenkins, AGENT, agentFolder);
    }

    /** Whether the plugin of this contender is available. */
    boolean hasHttpRequest() {
        return httpRequest;
    }

    /**
     * Lets contenders take turns in one build.
     *
     * @return the milliseconds of each turn, by contender
     */
    Map<String, List<Double>> takeTurns(List<String> contenders, int rounds) throws Exception {
        run(contenders, rounds, 1);
        return figures(builds);
    }

    /**
     * The cost of builds that were started at once.
     *
     * @param wall the milliseconds from the start of the first to the end of the last
     * @param step the median milliseconds of the step
     */
    record AtOnce(double wall, double step) {}

    /** Starts builds with one step each. */
    AtOnce runAtOnce(String contender, int number) throws Exception {
        List<JsonNode> ended = run(List.of(contender), 1, number);
        long start = Long.MAX_VALUE;
        long end = 0;
        List<Double> steps = new ArrayList<>();
        for (JsonNode build : ended) {
            long started = build.path("timestamp").asLong();
            start = Math.min(start, started);
            end = Math.max(end, started + build.path("duration").asLong());
            steps.addAll(figures(build.path("number").asInt()).get(contender));
        }
        return new AtOnce(end - start, new Samples(steps).median());
    }

    private List<JsonNode> run(List<String> contenders, int rounds, int number) throws Exception {
        String path = JOB + "buildWithParameters?CONTENDERS=" + String.join("+", contenders) + "&ROUNDS=" + rounds
                + "&BUILD=";
        CompletableFuture.allOf(IntStream.range(builds, builds + number)
                        .mapToObj(build -> jenkins.startBuild(path + build))
                        .toArray(CompletableFuture[]::new))
                .join();
        builds += number;
        String ended = JOB + "api/json?tree=builds[number,building,result,timestamp,duration]%7B0," + number + "%7D";
        jenkins.await("The builds did not end", MAX_BUILD_TIME, 200, () -> {
            List<JsonNode> newest = builds(ended);
            return newest.size() == number
                    && newest.get(0).path("number").asInt() == builds
                    && newest.stream().noneMatch(build -> build.path("building").asBoolean(true));
        });
        List<JsonNode> newest = builds(ended);
        for (JsonNode build : newest) {
            if (!build.path("result").asText().equals("SUCCESS")) {
                throw new UnexpectedOutcome(
                        "a build failed:\n" + console(build.path("number").asInt()));
            }
        }
        return newest;
    }

    private List<JsonNode> builds(String path) throws Exception {
        List<JsonNode> builds = new ArrayList<>();
        jenkins.json(path).path("builds").forEach(builds::add);
        return builds;
    }

    private Map<String, List<Double>> figures(int build) throws Exception {
        return FIGURE.matcher(console(build))
                .results()
                .collect(Collectors.groupingBy(
                        figure -> figure.group(1),
                        LinkedHashMap::new,
                        Collectors.mapping(figure -> Long.parseLong(figure.group(2)) / 1e6, Collectors.toList())));
    }

    private String console(int build) throws Exception {
        return jenkins.text(JOB + build + "/consoleText");
    }

    @Override
    public void close() {
        agent.close();
        home.close();
    }
}
