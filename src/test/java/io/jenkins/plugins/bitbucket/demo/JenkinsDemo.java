package io.jenkins.plugins.bitbucket.demo;

import io.jenkins.plugins.bitbucket.emulator.Account;
import io.jenkins.plugins.bitbucket.emulator.EmbeddedBitbucket;
import io.jenkins.plugins.bitbucket.emulator.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.Scopes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jgit.util.FileUtils;

/** A real Jenkins beside the embedded Bitbucket, set up by configuration as code, with one Pipeline job. */
final class JenkinsDemo {

    /** Where bin/demo put Jenkins' war and the plugins. */
    static final String WAR = "DEMO_WAR";

    static final String PLUGINS = "DEMO_PLUGINS";

    private static final String JOB = "open-pull-request";

    private final PrintStream out;
    private final Map<String, String> environment;

    JenkinsDemo(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    /** @return whether the job succeeded; never ends otherwise if it is not {@code once} */
    boolean run(boolean once) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("demo-jenkins");
        try (EmbeddedBitbucket bitbucket = EmbeddedBitbucket.start()) {
            Account ci = bitbucket.account("ci@acme.example", "acme-ci", "Acme CI");
            Account jane = bitbucket.account("jane@acme.example", "jdoe", "Jane Doe");
            HostedRepository infra =
                    bitbucket.workspace("acme", "Acme").member(ci).member(jane).repository("infra");
            infra.commit("main", "versions.tf", "terraform = 1.8\n");
            infra.commit("work/terraform-1.9", "versions.tf", "terraform = 1.9\n");
            String password = UUID.randomUUID().toString();
            furnish(home);
            Map<String, String> secrets = Map.of(
                    "BITBUCKET_API_URL", bitbucket.apiUrl().toString(),
                    "BITBUCKET_API_TOKEN", ci.tokenWithAllScopes(),
                    "BITBUCKET_LIMITED_TOKEN",
                            ci.token(Scopes.ALL.stream()
                                    .filter(scope -> !scope.startsWith("write:"))
                                    .toArray(String[]::new)),
                    "DEMO_PASSWORD", password);
            try (JenkinsProcess jenkins = JenkinsProcess.start(Path.of(environment.get(WAR)), home, secrets)) {
                out.println("Jenkins is starting at " + jenkins.url());
                jenkins.awaitReady("admin", password);
                boolean success = jenkins.build(JOB, out);
                out.println();
                infra.pullRequests()
                        .forEach(open -> out.println("On the embedded Bitbucket: pull request #" + open.id() + " “"
                                + open.title() + "” from " + open.source() + " into " + open.destination()));
                if (!once) {
                    out.println("Log in at " + jenkins.url() + " as admin with the password " + password);
                    out.println("  the job's build:     " + jenkins.url() + "job/" + JOB + "/1/");
                    out.println("  the credentials:     " + jenkins.url()
                            + "manage/credentials/store/system/domain/_/credential/bitbucket-prod/");
                    out.println("  the global settings: " + jenkins.url() + "manage/configure");
                    out.println("  a token without write scopes, to test: "
                            + "the credentials bitbucket-read-only beside it");
                    out.println("Stop it with Ctrl-C.");
                    jenkins.awaitEnd();
                }
                return success && infra.pullRequests().size() == 1;
            }
        } finally {
            FileUtils.delete(home.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY | FileUtils.IGNORE_ERRORS);
        }
    }

    private void furnish(Path home) throws IOException {
        Path plugins = Files.createDirectories(home.resolve("plugins"));
        for (String folder : environment.get(PLUGINS).split(":")) {
            try (var files = Files.newDirectoryStream(Path.of(folder), "*.hpi")) {
                for (Path plugin : files) {
                    String name = plugin.getFileName().toString().replaceFirst("\\.hpi$", ".jpi");
                    Files.copy(plugin, plugins.resolve(name));
                }
            }
        }
        Path job = Files.createDirectories(home.resolve("jobs").resolve(JOB));
        copy("jenkins.yaml", home.resolve("jenkins.yaml"));
        copy("job.xml", job.resolve("config.xml"));
    }

    private static void copy(String resource, Path target) throws IOException {
        try (var in = JenkinsDemo.class.getResourceAsStream(resource)) {
            Files.copy(in, target);
        }
    }
}
