package io.jenkins.plugins.bitbucket.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.testing.JenkinsPlugins;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line of the benchmark. */
@Command(
        name = "bin/benchmark",
        sortOptions = false,
        description = {
            "Compares the plugin with its alternatives: bare OkHttp, curl, git, JGit, a thread for each"
                    + " operation, and, if Jenkins' artifacts resolve, sh and httpRequest on a real Jenkins. All of"
                    + " them use an embedded Bitbucket on this machine.",
            "",
            "Contenders take turns. A ratio is the median of the ratios of all rounds, and more reliable than a time.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all was measured, whether or not goals were met; 1 something failed; 2 an option is malformed."
        })
public final class Benchmark implements Callable<Integer> {

    /** Where bin/benchmark puts Jenkins' war and the plugins, if there are any. */
    private static final String WAR = "BENCHMARK_WAR";

    private static final String PLUGINS = "BENCHMARK_PLUGINS";

    @Option(names = "--quick", description = "Only checks that the benchmark works, in less than a minute.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "CHAPTER",
            split = ",",
            description =
                    "Only these: operation, sizes, files, repositories, in-flight, listing, limit, loops, pipelines, jenkins-start.")
    private List<String> only = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "The file for the figures. Default: ${DEFAULT-VALUE}.")
    private Path json = Path.of("target", "benchmark.json");

    @Option(names = "--help", usageHelp = true, description = "Shows this text.")
    private boolean help;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private final Map<String, String> environment;
    private final PrintStream out;

    private Benchmark(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmark(System.getenv(), System.out)).execute(arguments));
    }

    private List<Chapter> chapters() throws IOException {
        List<Chapter> chapters = new ArrayList<>(List.of(
                new OneOperation(),
                new RepositorySizes(),
                new FilesInRepositories(),
                new ManyRepositories(),
                new InFlight(),
                new Listing(),
                new NarrowLimit(),
                new SmallLoops()));
        if (environment.containsKey(WAR)) {
            Path war = Path.of(environment.get(WAR));
            JenkinsPlugins plugins = JenkinsPlugins.in(environment.get(PLUGINS));
            chapters.add(new Pipelines(war, plugins));
            chapters.add(new JenkinsStart(war, plugins));
        }
        return chapters;
    }

    @Override
    public Integer call() throws Exception {
        List<Chapter> chapters = chapters();
        List<String> names = chapters.stream().map(Chapter::name).toList();
        if (!names.containsAll(only)) {
            throw new ParameterException(
                    spec.commandLine(), "There are only these chapters here: " + String.join(", ", names) + ".");
        }
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode report = mapper.createObjectNode()
                .put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("machine", machine())
                .put("quick", quick);
        ArrayNode tables = report.putArray("tables");
        out.println("On " + machine() + (quick ? "; quick, so ignore the figures" : ""));
        for (Chapter chapter : chapters) {
            if (only.isEmpty() || only.contains(chapter.name())) {
                for (Table measured : chapter.measure(quick)) {
                    Table table = quick ? measured.unjudged() : measured;
                    out.println();
                    out.print(table.markdown());
                    tables.addPOJO(table);
                }
            }
        }
        Files.createDirectories(json.toAbsolutePath().getParent());
        mapper.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report);
        out.println("\nAll figures, round by round: " + json);
        return 0;
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, Java " + System.getProperty("java.version")
                + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
