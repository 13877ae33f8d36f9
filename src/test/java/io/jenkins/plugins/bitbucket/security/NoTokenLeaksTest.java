package io.jenkins.plugins.bitbucket.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.support.SupportPlugin;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.logging.LogRecorder;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import io.jenkins.plugins.bitbucket.steps.StepSample;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.Figures;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import org.jvnet.hudson.test.recipes.WithTimeout;

/**
 * A token goes through everything that the plugin does, successful or not, with all logs at their finest level.
 * Afterwards, no file of Jenkins and no page contains it in a readable form.
 */
@Timeout(400)
class NoTokenLeaksTest {

    private static final String REPOSITORY = "credentialsId: 'bitbucket-prod', repository: 'acme/infra'";

    // A commit of workspace files without a file, and the test of a token, which needs no repository.
    private static final int STEPS_THAT_ASK_FOR_NOTHING = 2;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @AutoClose
    private final Acme acme = new Acme();

    private final String token = acme.ci.tokenWithAllScopes();
    private int answers;

    @Test
    @WithTimeout(400)
    void appearsInNoFileAndOnNoPage() throws Throwable {
        CountDownLatch asked = new CountDownLatch(1);
        sessions.then(jenkins -> {
            prepare(jenkins);
            enterTheToken(jenkins);
            build(jenkins);
            buildWithFaults(jenkins);
            everyStep(jenkins);
            look(jenkins);

            acme.bitbucket.misbehave(request -> {
                asked.countDown();
                return Fault.delay(Duration.ofMinutes(10));
            });
            WorkflowRun waiting = AcmeJenkins.pipeline(jenkins, """
                            withCredentials([bitbucketApiToken(credentialsId: 'bitbucket-prod')]) {
                                bitbucketCreateBranch %s, branch: 'waits', from: 'main'
                                echo "The token is $BB_TOKEN."
                            }
                            """.formatted(REPOSITORY))
                    .scheduleBuild2(0)
                    .waitForStart();
            assertThat(asked.await(2, TimeUnit.MINUTES)).isTrue();
            assertThat(get(jenkins, waiting.getUrl() + "threadDump")).contains("creating the branch waits");
            get(jenkins, "threadDump");
            exportAndSupport(jenkins);
        });
        acme.bitbucket.misbehave(request -> Fault.none());
        assertThat(Canary.scan(home()).hits()).isEmpty();

        sessions.then(jenkins -> {
            WorkflowRun resumed = jenkins.jenkins.getAllItems(WorkflowJob.class).stream()
                    .map(WorkflowJob::getLastBuild)
                    .filter(WorkflowRun::isBuilding)
                    .findFirst()
                    .orElseThrow();
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(resumed));
            jenkins.assertLogContains("The token is ****.", resumed);
            look(jenkins);
            exportAndSupport(jenkins);
        });
        Canary.Scan scan = Canary.scan(home());
        assertThat(scan.hits()).isEmpty();
        assertThat(Files.readString(home().resolve("credentials.xml"))).contains("<token>{AQAA");
        Figures.write("Canary scan of a Jenkins", scan + "; " + answers + " answers read, 0 hits");
    }

    private Path home() {
        return sessions.getHome().toPath();
    }

    private void prepare(JenkinsRule jenkins) throws Exception {
        AcmeJenkins.speakWith(acme);
        LogRecorder recorder = new LogRecorder("finest");
        List<LogRecorder.Target> targets = new ArrayList<>();
        for (String logger : List.of(
                "io.jenkins.plugins",
                "com.cloudbees.plugins.credentials",
                "org.jenkinsci.plugins",
                "hudson.plugins.git",
                "org.kohsuke.stapler",
                "okhttp3")) {
            targets.add(new LogRecorder.Target(logger, Level.ALL));
        }
        recorder.setLoggers(targets);
        targets.forEach(LogRecorder.Target::enable);
        jenkins.jenkins.getLog().getRecorders().add(recorder);
        recorder.save();
    }

    /** As the form is checked, tested and saved. */
    private void enterTheToken(JenkinsRule jenkins) throws Exception {
        String descriptor = "descriptorByName/" + BitbucketApiToken.class.getName() + "/";
        post(jenkins, descriptor + "checkToken", Map.of("value", token));
        post(jenkins, descriptor + "checkToken", Map.of("value", token + " and more"));
        Map<String, String> entered = Map.of("email", Acme.EMAIL, "token", token);
        assertThat(post(jenkins, descriptor + "testConnection", entered)).contains("The token belongs to Acme CI.");
        for (String name : faults(token).keySet()) {
            String another = acme.ci.tokenWithAllScopes();
            acme.bitbucket.misbehaveOnce(faults(another).get(name));
            post(jenkins, descriptor + "testConnection", Map.of("email", Acme.EMAIL, "token", another));
        }
        JSONObject credentials = new JSONObject()
                .element("$class", BitbucketApiToken.class.getName())
                .element("scope", "GLOBAL")
                .element("id", AcmeJenkins.ID)
                .element("email", Acme.EMAIL)
                .element("token", token);
        post(
                jenkins,
                "manage/credentials/store/system/domain/_/createCredentials",
                Map.of(
                        "json",
                        new JSONObject().element("credentials", credentials).toString()));
        assertThat(CredentialsProvider.lookupStores(jenkins.jenkins)
                        .iterator()
                        .next()
                        .getCredentials(Domain.global()))
                .hasSize(1);
        AcmeJenkins.add(jenkins.jenkins, credential("expired", acme.ci.expiredToken(Scopes.READ_USER)));
        AcmeJenkins.add(jenkins.jenkins, credential("scopeless", acme.ci.token(Scopes.READ_USER)));
    }

    private static BitbucketApiToken credential(String id, String token) {
        return new BitbucketApiToken(CredentialsScope.GLOBAL, id, null, Acme.EMAIL, Secret.fromString(token));
    }

    /** The steps, the bindings, and git, in a build that prints everything that it can. */
    private void build(JenkinsRule jenkins) throws Exception {
        acme.infra.commit("bump", "versions.tf", "1.9");
        WorkflowRun run = jenkins.buildAndAssertStatus(
                Result.SUCCESS, AcmeJenkins.pipeline(jenkins, """
                echo "${bitbucketCreateBranch(%1$s, branch: 'release', from: 'main')}"
                echo "${bitbucketOpenPullRequest(%1$s, sourceBranch: 'bump', title: 'Terraform 1.9')}"
                node {
                    git url: '%2$s', credentialsId: 'bitbucket-prod', branch: 'main'
                    withCredentials([bitbucketApiToken(credentialsId: 'bitbucket-prod')]) {
                        echo "echo $BB_TOKEN"
                        sh 'set -x; echo "sh $BB_TOKEN"; env | grep BB_'
                        sh 'echo "base64 $(printf %%s "$BB_EMAIL:$BB_TOKEN" | base64 -w 0)"'
                    }
                    withCredentials([string(credentialsId: 'bitbucket-prod', variable: 'TEXT')]) { sh 'echo "$TEXT"' }
                    withCredentials([usernameColonPassword(credentialsId: 'bitbucket-prod', variable: 'PAIR')]) {
                        sh 'echo "$PAIR"'
                    }
                    withCredentials([gitUsernamePassword(credentialsId: 'bitbucket-prod', gitToolName: 'Default')]) {
                        sh 'git ls-remote --heads %2$s'
                    }
                }
                """.formatted(REPOSITORY, acme.infra.gitUrl())));
        jenkins.assertLogContains("echo ****", run);
    }

    /** Possible failures, by name; a server that is not Bitbucket may echo what it received. */
    private static Map<String, Fault> faults(String token) {
        Map<String, Fault> faults = new LinkedHashMap<>();
        // The first step of a build gets it, because no earlier attempt consumes it.
        faults.put(
                "repeated",
                Fault.answer(
                        403,
                        "application/json",
                        "{\"type\":\"error\",\"error\":{\"message\":\"Bad token " + token + "\",\"fields\":{\"x\":[\""
                                + token + "\"]}}}"));
        faults.put("dropped", Fault.dropAfter());
        faults.put("cut-short", Fault.cutShort());
        faults.put("page", Fault.html());
        faults.put("forbidden", Fault.status(403));
        faults.put("gone", Fault.status(410));
        faults.put("proxy", Fault.status(407));
        faults.put("failed", Fault.status(500));
        faults.put("slow", Fault.status(555));
        faults.put("endless", Fault.huge(5_000_000));
        faults.put("nonsense", Fault.answer(200, "application/json", "{\"token\":\"" + token + "\"}"));
        faults.put("limited", Fault.rateLimited(Duration.ofSeconds(1)));
        return faults;
    }

    /** A build with a step for each failure; whether a step retries and succeeds is tested elsewhere. */
    private void buildWithFaults(JenkinsRule jenkins) throws Exception {
        StringBuilder script = new StringBuilder();
        faults(token).keySet().forEach(name -> script.append(branch(REPOSITORY, name)));
        script.append(branch("credentialsId: 'expired', repository: 'acme/infra'", "x"));
        script.append(branch("credentialsId: 'scopeless', repository: 'acme/infra'", "x"));
        script.append(branch("credentialsId: 'nobody', repository: 'acme/infra'", "x"));
        script.append(branch("credentialsId: 'bitbucket-prod', repository: 'acme/nothing'", "x"));
        script.append(branch(REPOSITORY, "a..b"));
        acme.bitbucket.misbehaveOnce(faults(token).values().toArray(Fault[]::new));

        WorkflowRun run =
                jenkins.buildAndAssertStatus(Result.FAILURE, AcmeJenkins.pipeline(jenkins, script.toString()));

        jenkins.assertLogContains("Bitbucket says “Bad token ****; x: ****” (403)", run);
        jenkins.assertLogContains("Bitbucket rejected the token (401)", run);
        jenkins.assertLogContains("its token lacks the scope", run);
    }

    /** Every step, with a Bitbucket that echoes the token in each response. */
    private void everyStep(JenkinsRule jenkins) throws Exception {
        List<String> steps = StepSample.allSnippets();
        acme.bitbucket.misbehave(request -> faults(token).get("repeated"));
        String script = steps.stream()
                .map(step -> "catchError { " + step + " }")
                .collect(Collectors.joining("\n", "node {\n", "\n}"));

        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, AcmeJenkins.pipeline(jenkins, script));

        acme.bitbucket.misbehave(request -> Fault.none());
        jenkins.assertLogContains("Bad token ****", run);
        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.contains("****")))
                .hasSizeGreaterThanOrEqualTo(steps.size() - STEPS_THAT_ASK_FOR_NOTHING);
    }

    private static String branch(String parameters, String name) {
        return "catchError { bitbucketCreateBranch(%s, branch: '%s', from: 'main') }%n".formatted(parameters, name);
    }

    /** Every page about credentials, jobs, builds and logs. */
    private void look(JenkinsRule jenkins) throws Exception {
        String credentials = "manage/credentials/store/system/domain/_/";
        List<String> paths = new ArrayList<>(List.of(
                "api/json?depth=4",
                "api/xml?depth=4",
                "manage/configure",
                "manage/credentials/",
                "manage/systemInfo",
                "manage/log/all",
                "manage/log/finest/",
                credentials,
                credentials + "api/json?depth=4",
                credentials + "api/xml?depth=4",
                credentials + "credential/bitbucket-prod/",
                credentials + "credential/bitbucket-prod/updateDialog",
                credentials + "credential/bitbucket-prod/config.xml",
                credentials + "config.xml"));
        for (WorkflowJob job : jenkins.jenkins.getAllItems(WorkflowJob.class)) {
            paths.addAll(List.of(
                    job.getUrl(),
                    job.getUrl() + "config.xml",
                    job.getUrl() + "configure",
                    job.getUrl() + "pipeline-syntax/",
                    job.getUrl() + "api/json?depth=4",
                    job.getUrl() + "api/xml?depth=4"));
            for (WorkflowRun run : job.getBuilds()) {
                paths.addAll(List.of(
                        run.getUrl(),
                        run.getUrl() + "console",
                        run.getUrl() + "consoleText",
                        run.getUrl() + "logText/progressiveHtml",
                        run.getUrl() + "flowGraphTable/",
                        run.getUrl() + "api/json?depth=4",
                        run.getUrl() + "api/xml?depth=4"));
            }
        }
        for (String path : paths) {
            get(jenkins, path);
        }
    }

    private void exportAndSupport(JenkinsRule jenkins) throws Exception {
        ByteArrayOutputStream export = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(export);
        assertThat(export.toString(StandardCharsets.UTF_8)).contains("bitbucketApiToken:");
        read("the configuration as code", export.toString(StandardCharsets.UTF_8));

        Path bundle = home().resolve("support.zip");
        try (OutputStream out = Files.newOutputStream(bundle)) {
            SupportPlugin.writeBundle(out, new ArrayList<>(SupportPlugin.getComponents()));
        }
        List<String> names = new ArrayList<>();
        try (ZipInputStream files = new ZipInputStream(Files.newInputStream(bundle))) {
            for (ZipEntry file = files.getNextEntry(); file != null; file = files.getNextEntry()) {
                names.add(file.getName());
                read(file.getName(), new String(files.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(names).anyMatch(name -> name.contains("thread-dump")).anyMatch(name -> name.endsWith("finest.log"));
    }

    private String get(JenkinsRule jenkins, String path) throws Exception {
        return ask(jenkins, new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.GET));
    }

    private String post(JenkinsRule jenkins, String path, Map<String, String> parameters) throws Exception {
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
        List<NameValuePair> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(new NameValuePair(name, value)));
        request.setRequestParameters(pairs);
        return ask(jenkins, request);
    }

    private String ask(JenkinsRule jenkins, WebRequest request) throws Exception {
        try (JenkinsRule.WebClient browser = AcmeJenkins.browser(jenkins).withJavaScriptEnabled(false)) {
            WebResponse answer = browser.getPage(browser.addCrumb(request)).getWebResponse();
            return read(request.getUrl().getPath(), answer.getContentAsString());
        }
    }

    private String read(String where, String text) {
        answers++;
        Canary.assertNotIn(where, text);
        return text;
    }
}
