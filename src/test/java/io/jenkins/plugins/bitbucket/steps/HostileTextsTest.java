package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.sf.json.JSONObject;
import net.sf.json.util.JSONUtils;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * Bitbucket answers with texts that try to be more than text: markup, scripts, terminal commands, Jenkins' console
 * notes, line breaks, text directions, and a character that XML does not allow.
 */
class HostileTextsTest extends StepTest {

    private static final String HOSTILE = "<b id='hostile'>1.9</b><script>alert(1)</script>"
            + "\u001b[31mred\u001b]0;title\u0007\u001b[8mha:AAAAWB+LCAAAAAAAAP9b85aBtbiIQTGjNKU4P08vOT+vOD8nVc8DAE==\u001b[0m"
            + "\r\nERROR: forged\u0085\u2028\u2029Finished: SUCCESS\u202egnp.exe\u2066\u200f\u0000&amp;";

    /** The same in one line, without invisible characters. */
    private static final String AS_TEXT = "<b id='hostile'>1.9</b><script>alert(1)</script> [31mred ]0;title"
            + " [8mha:AAAAWB+LCAAAAAAAAP9b85aBtbiIQTGjNKU4P08vOT+vOD8nVc8DAE== [0m"
            + " ERROR: forged Finished: SUCCESS gnp.exe &amp;";

    private static final String OPEN_PULL_REQUEST = "bitbucketOpenPullRequest(credentialsId: 'bitbucket-prod',"
            + " repository: 'acme/infra', sourceBranch: 'bump', title: 'Terraform 1.9', ifExists: 'reuse')";

    private final ObjectMapper json = new ObjectMapper();

    @BeforeEach
    void pushACommit() {
        acme.infra.commit("bump", "versions.tf", "1.9");
    }

    /** A build of the script, in which Bitbucket returns the open pull request with this hostile title. */
    private WorkflowRun withHostileTitle(String script) throws Exception {
        succeed(OPEN_PULL_REQUEST);
        acme.bitbucket.forgetRequests();
        succeed(OPEN_PULL_REQUEST);
        List<RecordedRequest> requests = acme.bitbucket.requests();
        JsonNode page = json.readTree(requests.get(0).answerBody());
        ((ObjectNode) page.at("/values/0")).put("title", HOSTILE);
        acme.bitbucket.misbehaveOnce(Fault.answer(200, "application/json", page.toString()));
        return succeed(script);
    }

    private Fault refusal(int status, JsonNode error) {
        return Fault.answer(
                status,
                "application/json",
                json.valueToTree(Map.of("type", "error", "error", error)).toString());
    }

    /** Only lines of text, in the plain console and on the page. */
    private static void assertPlain(Run<?, ?> run) throws Exception {
        assertThat(JenkinsRule.getLog(run))
                .contains("[31mred ]0;title")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n]]")
                .doesNotContainPattern("(?m)^(ERROR: forged|Finished: SUCCESS.)");
        try (JenkinsRule.WebClient browser = browser().withJavaScriptEnabled(false)) {
            HtmlPage page = browser.getPage(run, "consoleFull");
            assertThat(page.getBody().getTextContent()).contains("[31mred ]0;title");
            assertThat(page.getElementById("hostile")).isNull();
        }
    }

    @Test
    void areOneLineOfTextInTheConsole() throws Exception {
        WorkflowRun run = withHostileTitle(OPEN_PULL_REQUEST);

        assertPlain(run);
        jenkins.assertLogContains("The pull request #1 “" + AS_TEXT + "” is already open in acme/infra", run);
    }

    @Test
    void areOneLineOfTextForAScriptThatPrintsThem() throws Exception {
        WorkflowRun run = withHostileTitle("echo 'title: ' + " + OPEN_PULL_REQUEST + ".title");

        assertPlain(run);
        jenkins.assertLogContains("title: " + AS_TEXT, run);
    }

    @Test
    void areTextOnThePageOfTheBuild() throws Exception {
        WorkflowRun run = withHostileTitle(OPEN_PULL_REQUEST);

        try (JenkinsRule.WebClient browser = browser().withJavaScriptEnabled(false)) {
            HtmlPage page = browser.getPage(run);
            DomNode item = page.getFirstByXPath("//li[contains(., 'in acme/infra')]");
            assertThat(item.getTextContent().strip().replaceAll("\\s+", " "))
                    .isEqualTo("#1 " + AS_TEXT + " in acme/infra (found)");
            assertThat(page.getElementById("hostile")).isNull();
        }
    }

    @Test
    void areTextInTheRestApi() throws Exception {
        WorkflowRun run = withHostileTitle(OPEN_PULL_REQUEST);

        try (JenkinsRule.WebClient browser = browser()) {
            JSONObject answer = browser.getJSON(run.getUrl() + "api/json?tree=actions[all[title]]")
                    .getJSONObject();
            assertThat(answer.toString()).contains(JSONUtils.quote(AS_TEXT));
            DomNode title = browser.goToXml(run.getUrl() + "api/xml?tree=actions[all[title]]")
                    .getFirstByXPath("//title");
            assertThat(title.getTextContent()).isEqualTo(AS_TEXT);
        }
    }

    @Test
    void leaveABuildThatCanBeLoadedAgain() throws Exception {
        WorkflowJob job = withHostileTitle(OPEN_PULL_REQUEST).getParent();

        job.doReload();

        assertThat(job.getBuildByNumber(1).getAction(BitbucketBuildAction.class).getAll())
                .singleElement()
                .extracting(BitbucketBuildAction.Made::getTitle)
                .isEqualTo(AS_TEXT);
    }

    @Test
    void areOneLineOfTextInAnError() throws Exception {
        acme.bitbucket.misbehaveOnce(refusal(403, json.createObjectNode().put("message", HOSTILE)));

        WorkflowRun run = fail(OPEN_PULL_REQUEST);

        assertPlain(run);
        assertThat(errorOf(run)).startsWith("ERROR: Can't ").contains("Bitbucket says “" + AS_TEXT + "” (403)");
    }

    @Test
    void areOneLineOfTextInAWarning() throws Exception {
        acme.workspace.member(acme.bitbucket.account("jdoe@acme.example", "jdoe", HOSTILE));
        JsonNode error = json.valueToTree(
                Map.of("message", HOSTILE, "fields", Map.of("reviewers", List.of(HOSTILE + " does not have access"))));
        acme.bitbucket.misbehave(
                request -> request.method().equals("POST") && request.body().contains("reviewers")
                        ? refusal(400, error)
                        : Fault.none());

        WorkflowRun run = succeed(OPEN_PULL_REQUEST.replace("ifExists", "reviewers: ['jdoe'], ifExists"));

        assertPlain(run);
        assertThat(JenkinsRule.getLog(run)).containsPattern("(?m)^WARNING: The reviewer .* was left out: ");
    }

    @Test
    void areTextInAThreadDump() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        acme.bitbucket.misbehave(request -> {
            asked.countDown();
            return Fault.delay(Duration.ofMinutes(10));
        });
        // Git allows such a name, and a multibranch project sets the variable to it.
        String branch = "<b/id=hostile>bump\u202egnp";
        WorkflowRun run = pipeline("withEnv(['BRANCH_NAME=" + branch + "']) { "
                        + OPEN_PULL_REQUEST.replace("sourceBranch: 'bump',", "") + " }")
                .scheduleBuild2(0)
                .waitForStart();
        assertThat(asked.await(2, TimeUnit.MINUTES)).isTrue();

        try (JenkinsRule.WebClient browser = browser().withJavaScriptEnabled(false)) {
            HtmlPage page = browser.getPage(run, "threadDump");
            assertThat(page.getBody().getTextContent())
                    .contains("opening a pull request from <b/id=hostile>bump gnp in acme/infra");
            assertThat(page.getElementById("hostile")).isNull();
        } finally {
            run.doStop();
            jenkins.waitForCompletion(run);
        }
    }
}
