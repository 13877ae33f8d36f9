package io.jenkins.plugins.bitbucket.demo;

import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.http.ApiCredential;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import io.jenkins.plugins.bitbucket.core.http.Email;
import io.jenkins.plugins.bitbucket.testing.UnexpectedOutcome;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line of the demo. */
@Command(
        name = "bin/demo",
        sortOptions = false,
        description = {
            "Shows the automation at work: tests tokens, creates a branch, pushes to it, opens a pull request, and does"
                    + " it all again to show that nothing is made twice.",
            "",
            "Without options it starts an embedded Bitbucket Cloud on this machine that holds this project's own"
                    + " repository, and needs nothing else.",
            "",
            "With --email and --repository it tests the token, creates a branch and opens a pull request on the real"
                    + " Bitbucket Cloud. The API token is read from the environment variable BITBUCKET_API_TOKEN, never"
                    + " from an argument.",
            ""
        },
        footer = {"", "Exit codes: 0 success, 1 failure, 2 a missing or invalid option."})
public final class Demo implements Callable<Integer> {

    // Each has two git directories.
    private static final int MAX_REPOSITORIES = 1000;

    static final String TOKEN_VARIABLE = "BITBUCKET_API_TOKEN";

    @Option(names = "--email", paramLabel = "EMAIL", description = "The email of the Atlassian account of the token.")
    private String email;

    @Option(
            names = "--repository",
            paramLabel = "WORKSPACE/SLUG",
            description = "The repository on Bitbucket Cloud, or its clone URL.")
    private String repository;

    @Option(
            names = "--branch",
            paramLabel = "NAME",
            description = "The branch to create there, or to reuse if it exists. Default: ${DEFAULT-VALUE}.")
    private String branch = "demo/api-token";

    @Option(
            names = "--jenkins",
            description =
                    "Starts a real Jenkins on this machine with the plugin, and runs a Pipeline job on it. It runs"
                            + " until you stop it.")
    private boolean jenkins;

    @Option(
            names = "--once",
            description = "With --jenkins: stops after the job. Exits with 0 if it succeeded, otherwise with 1.")
    private boolean once;

    @Option(
            names = "--repositories",
            paramLabel = "NUMBER",
            description =
                    "Proposes one change to this number of repositories of the embedded Bitbucket, twice, and once"
                            + " more with a run that is killed in the middle.")
    private Integer repositories;

    @Option(names = "--help", usageHelp = true, description = "Shows this text.")
    private boolean help;

    private final Map<String, String> environment;
    private final PrintStream out;

    Demo(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), System.out, System.err, arguments));
    }

    static int run(Map<String, String> environment, PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new Demo(environment, out))
                .setOut(new PrintWriter(out, true))
                .setParameterExceptionHandler((problem, given) -> {
                    err.println(
                            "bin/demo: " + problem.getMessage().replaceFirst("\\.?$", ".") + " See bin/demo --help.");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    Throwable cause = BitbucketException.cause(failure);
                    if (cause instanceof BitbucketException || cause instanceof UnexpectedOutcome) {
                        err.println("bin/demo: " + cause.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                })
                .execute(arguments);
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (once && !jenkins) {
            throw malformed("--once requires --jenkins.");
        }
        if (jenkins && (email != null || repository != null)) {
            throw malformed("--jenkins uses the embedded Bitbucket; omit --email and --repository.");
        }
        if (repositories != null) {
            return manyRepositories();
        }
        if (jenkins) {
            return new JenkinsDemo(out, environment).run(once) ? 0 : 1;
        }
        if (email != null || repository != null) {
            return real();
        }
        new EmbeddedDemo(out).run();
        out.println("The same on a real Jenkins: bin/demo --jenkins");
        return 0;
    }

    private int manyRepositories() throws Exception {
        if (jenkins || email != null || repository != null) {
            throw malformed("--repositories can't be combined with other options.");
        }
        if (repositories < 1 || repositories > MAX_REPOSITORIES) {
            throw malformed("--repositories takes 1 to " + MAX_REPOSITORIES + ".");
        }
        new ManyRepositoriesDemo(out, repositories).run();
        return 0;
    }

    private int real() {
        if (email == null || repository == null) {
            throw malformed("--email and --repository must be used together.");
        }
        String token = environment.getOrDefault(TOKEN_VARIABLE, "");
        if (token.isBlank()) {
            throw malformed("the environment variable " + TOKEN_VARIABLE + " contains no API token.");
        }
        try {
            ApiCredential credential = new ApiCredential(TOKEN_VARIABLE, new Email(email), new ApiToken(token));
            BitbucketCloud bitbucket =
                    BitbucketCloud.at(BitbucketCloud.API, Duration.ofSeconds(10), Duration.ofSeconds(30));
            Walk walk = new Walk(out, bitbucket, RepositoryId.parse(repository), new BranchName(branch));
            walk.testConnection(credential);
            walk.createBranch(credential);
            walk.openPullRequest(credential, "Tried the API token");
            return 0;
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage());
        }
    }

    private ParameterException malformed(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
