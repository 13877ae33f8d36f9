package io.jenkins.plugins.bitbucket.demo;

import io.jenkins.plugins.bitbucket.emulator.EmbeddedBitbucket;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.testing.JenkinsHome;
import io.jenkins.plugins.bitbucket.testing.JenkinsPlugins;
import io.jenkins.plugins.bitbucket.testing.JenkinsProcess;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A real Jenkins with the embedded Bitbucket, set up by configuration as code, with one Pipeline job. */
final class JenkinsDemo {

    /** Where bin/demo puts Jenkins' war and the plugins. */
    static final String WAR = "DEMO_WAR";

    static final String PLUGINS = "DEMO_PLUGINS";

    private static final String JOB = "open-pull-request";

    private final PrintStream out;
    private final Map<String, String> environment;

    JenkinsDemo(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    /** @return whether the job succeeded; unless {@code once}, it returns only after it is stopped */
    boolean run(boolean once) throws Exception {
        EmbeddedBitbucket bitbucket = EmbeddedBitbucket.start();
        Runtime.getRuntime().addShutdownHook(new Thread(bitbucket::close));
        Account ci = bitbucket.account("ci@acme.example", "acme-ci", "Acme CI");
        HostedRepository infra = infra(bitbucket, ci);
        String password = UUID.randomUUID().toString();
        JenkinsProcess jenkins = JenkinsHome.create()
                .with(JenkinsPlugins.in(environment.get(PLUGINS)))
                .with("jenkins.yaml", JenkinsDemo.class, "jenkins.yaml")
                .with("jobs/" + JOB + "/config.xml", JenkinsDemo.class, "job.xml")
                .start(
                        Path.of(environment.get(WAR)),
                        secrets(bitbucket, ci, password),
                        // The strictest setting of Jenkins: no page may contain an inline script.
                        List.of("-Djenkins.security.csp.CspHeader.headerName=Content-Security-Policy"));

        out.println("Jenkins is starting at " + jenkins.url());
        jenkins.logIn("admin", password);
        boolean success = build(jenkins);
        infra.pullRequests()
                .forEach(open -> out.println("On the embedded Bitbucket: pull request #" + open.id() + " “"
                        + open.title() + "” from " + open.source() + " into " + open.destination()));
        if (!once) {
            tellWhereToLook(jenkins.url(), password);
            jenkins.awaitEnd();
        }
        return success && infra.pullRequests().size() == 1;
    }

    /** Runs the job, prints its console, and returns whether it succeeded. */
    private boolean build(JenkinsProcess jenkins) throws Exception {
        jenkins.startBuild("job/" + JOB + "/build").join();
        String build = "job/" + JOB + "/1/";
        boolean success = jenkins.awaitBuild(build);
        jenkins.text(build + "consoleText").lines().forEach(line -> out.println("  | " + line));
        return success;
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

    /** The environment variables for the configuration as code. */
    private static Map<String, String> secrets(EmbeddedBitbucket bitbucket, Account ci, String password) {
        String[] reading =
                Scopes.ALL.stream().filter(scope -> !scope.startsWith("write:")).toArray(String[]::new);
        return Map.of(
                "BITBUCKET_API_URL", bitbucket.apiUrl().toString(),
                "BITBUCKET_API_TOKEN", ci.tokenWithAllScopes(),
                "BITBUCKET_LIMITED_TOKEN", ci.token(reading),
                "DEMO_PASSWORD", password);
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
}
