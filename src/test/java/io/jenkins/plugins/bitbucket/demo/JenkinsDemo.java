package io.jenkins.plugins.bitbucket.demo;

import io.jenkins.plugins.bitbucket.emulator.Account;
import io.jenkins.plugins.bitbucket.emulator.EmbeddedBitbucket;
import io.jenkins.plugins.bitbucket.emulator.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.Scopes;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
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

    /** @return whether the job succeeded; does not return before it is stopped if it is not {@code once} */
    boolean run(boolean once) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("demo-jenkins");
        EmbeddedBitbucket bitbucket = EmbeddedBitbucket.start();
        Account ci = bitbucket.account("ci@acme.example", "acme-ci", "Acme CI");
        HostedRepository infra = infra(bitbucket, ci);
        String password = UUID.randomUUID().toString();
        furnish(home);
        JenkinsProcess jenkins =
                JenkinsProcess.start(Path.of(environment.get(WAR)), home, secrets(bitbucket, ci, password));
        cleanUpAtTheEnd(jenkins, bitbucket, home);

        out.println("Jenkins is starting at " + jenkins.url());
        jenkins.awaitReady("admin", password);
        boolean success = jenkins.build(JOB, out);
        infra.pullRequests()
                .forEach(open -> out.println("On the embedded Bitbucket: pull request #" + open.id() + " “"
                        + open.title() + "” from " + open.source() + " into " + open.destination()));
        if (!once) {
            tellWhereToLook(jenkins.url(), password);
            jenkins.awaitEnd();
        }
        return success && infra.pullRequests().size() == 1;
    }

    private static HostedRepository infra(EmbeddedBitbucket bitbucket, Account ci) {
        HostedRepository infra = bitbucket
                .workspace("acme", "Acme")
                .member(ci)
                .member(bitbucket.account("jane@acme.example", "jdoe", "Jane Doe"))
                .repository("infra");
        infra.commit("main", "versions.tf", "terraform = 1.8\n");
        infra.commit("work/terraform-1.9", "versions.tf", "terraform = 1.9\n");
        return infra;
    }

    /** What the configuration as code reads from the environment. */
    private static Map<String, String> secrets(EmbeddedBitbucket bitbucket, Account ci, String password) {
        String[] reading =
                Scopes.ALL.stream().filter(scope -> !scope.startsWith("write:")).toArray(String[]::new);
        return Map.of(
                "BITBUCKET_API_URL", bitbucket.apiUrl().toString(),
                "BITBUCKET_API_TOKEN", ci.tokenWithAllScopes(),
                "BITBUCKET_LIMITED_TOKEN", ci.token(reading),
                "DEMO_PASSWORD", password);
    }

    /** However this program ends, nothing of it stays behind. */
    private static void cleanUpAtTheEnd(JenkinsProcess jenkins, EmbeddedBitbucket bitbucket, Path home) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            jenkins.close();
            bitbucket.close();
            try {
                FileUtils.delete(home.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY | FileUtils.IGNORE_ERRORS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    private void tellWhereToLook(URI url, String password) {
        out.println("Log in at " + url + " as admin with the password " + password);
        out.println("  the job's build:     " + url + "job/" + JOB + "/1/");
        out.println("  the credentials:     " + url
                + "manage/credentials/store/system/domain/_/credential/bitbucket-prod/");
        out.println("  the global settings: " + url + "manage/configure");
        out.println("  a token without write scopes, to test: the credentials bitbucket-read-only");
        out.println("Stop it with Ctrl-C.");
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
