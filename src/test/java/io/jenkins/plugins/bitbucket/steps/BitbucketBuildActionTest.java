package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.XmlFile;
import hudson.model.Run;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.RecordedRequest;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** What a build's page and its REST API show of the build's branches and pull requests. */
class BitbucketBuildActionTest extends StepTest {

    private static final String BRANCH = "bitbucketCreateBranch credentialsId: 'bitbucket-prod',"
            + " repository: 'acme/infra', branch: 'release', from: 'main'\n";

    @BeforeEach
    void pushACommit() {
        acme.infra.commit("bump", "versions.tf", "1.9");
    }

    private static String pullRequest(String title) {
        return "bitbucketOpenPullRequest credentialsId: 'bitbucket-prod', repository: 'acme/infra',"
                + " sourceBranch: 'bump', title: '" + title + "'\n";
    }

    private static HtmlPage pageOf(Run<?, ?> run) throws Exception {
        try (JenkinsRule.WebClient browser = browser().withJavaScriptEnabled(false)) {
            return browser.getPage(run);
        }
    }

    /** The list on the page, one line per entry. */
    private static List<String> itemsOn(HtmlPage page) {
        List<DomNode> items = page.getByXPath("//li[contains(., 'in acme/infra')]");
        return items.stream()
                .map(item -> item.getTextContent().strip().replaceAll("\\s+", " "))
                .toList();
    }

    /** What the REST API returns, one element per entry. */
    private static List<JSONObject> workOf(Run<?, ?> run, String query) throws Exception {
        try (JenkinsRule.WebClient browser = browser()) {
            JSONObject json =
                    browser.getJSON(run.getUrl() + "api/json?" + query).getJSONObject();
            return objects(json, "actions").stream()
                    .filter(action -> action.has("all"))
                    .flatMap(action -> objects(action, "all").stream())
                    .toList();
        }
    }

    private static List<JSONObject> objects(JSONObject json, String name) {
        return Stream.of(json.getJSONArray(name).toArray())
                .map(JSONObject.class::cast)
                .toList();
    }

    @Test
    void linksWhatTheBuildMadeOnItsPage() throws Exception {
        WorkflowRun run = succeed(BRANCH + pullRequest("Terraform 1.9"));

        HtmlPage page = pageOf(run);

        assertThat(itemsOn(page))
                .containsExactly("release in acme/infra (created)", "#1 Terraform 1.9 in acme/infra (created)");
        assertThat(page.getAnchorByText("release").getHrefAttribute()).endsWith("/acme/infra/branch/release");
        assertThat(page.getAnchorByText("#1").getHrefAttribute()).endsWith("/acme/infra/pull-requests/1");
    }

    @Test
    void showsATitleAsTextWhateverItHolds() throws Exception {
        String title = "<b id=\"bold\">1.9</b> & <script>alert(1)</script>";

        HtmlPage page = pageOf(succeed(pullRequest(title)));

        assertThat(itemsOn(page)).containsExactly("#1 " + title + " in acme/infra (created)");
        assertThat(page.getElementById("bold")).isNull();
    }

    @Test
    void linksOnlyWebAddresses() throws Exception {
        succeed(BRANCH);
        List<RecordedRequest> requests = acme.bitbucket.requests();
        String answer = requests.get(requests.size() - 1).answerBody();
        String malicious = answer.replaceAll("(\"html\":\\{\"href\":\")[^\"]*", "$1javascript:alert(1)");
        assertThat(malicious).isNotEqualTo(answer);
        acme.bitbucket.misbehave(request -> Fault.answer(201, "application/json", malicious));

        HtmlPage page = pageOf(succeed(BRANCH));

        assertThat(itemsOn(page)).containsExactly("release in acme/infra (created)");
        assertThat(page.asXml()).doesNotContain("javascript:alert");
    }

    @Test
    void listsInTheRestApiWhatTheBuildMade() throws Exception {
        WorkflowRun run = succeed(BRANCH + pullRequest("Terraform 1.9"));

        List<JSONObject> work = workOf(run, "depth=2");

        assertThat(work).hasSize(2);
        JSONObject branch = work.get(0);
        assertThat(branch.getString("kind")).isEqualTo("branch");
        assertThat(branch.getString("name")).isEqualTo("release");
        assertThat(branch.getString("repository")).isEqualTo("acme/infra");
        assertThat(branch.getString("outcome")).isEqualTo("created");
        assertThat(branch.getString("url")).endsWith("/acme/infra/branch/release");
        JSONObject pullRequest = work.get(1);
        assertThat(pullRequest.getString("kind")).isEqualTo("pullRequest");
        assertThat(pullRequest.getString("name")).isEqualTo("#1");
        assertThat(pullRequest.getString("title")).isEqualTo("Terraform 1.9");
        assertThat(pullRequest.getString("outcome")).isEqualTo("created");
        assertThat(pullRequest.getString("url")).endsWith("/acme/infra/pull-requests/1");
        assertThat(workOf(run, "tree=actions[all[*]]")).extracting("name").containsExactly("release", "#1");
    }

    @Test
    void listsOnceWhatTheBuildDidTwice() throws Exception {
        HtmlPage page = pageOf(succeed(pullRequest("Terraform 1.9") + BRANCH + pullRequest("Terraform 1.9.1")));

        assertThat(itemsOn(page))
                .containsExactly("release in acme/infra (created)", "#1 Terraform 1.9.1 in acme/infra (updated)");
    }

    @Test
    void saysThatAPullRequestWhichTheBuildOpenedIsMerged() throws Exception {
        WorkflowRun run = succeed(pullRequest("Terraform 1.9")
                + "bitbucketMergePullRequest credentialsId: 'bitbucket-prod', repository: 'acme/infra', id: 1");

        assertThat(itemsOn(pageOf(run))).containsExactly("#1 Terraform 1.9 in acme/infra (merged)");
        assertThat(workOf(run, "depth=2")).extracting("kind").containsExactly("pullRequest");
    }

    @Test
    void staysCreatedWhenTheBuildFindsWhatItMade() throws Exception {
        assertThat(itemsOn(pageOf(succeed(BRANCH + BRANCH)))).containsExactly("release in acme/infra (created)");
    }

    @Test
    void limitsItsEntriesAndIsNotSavedForEachOne() throws Exception {
        Saves.COUNT.set(0);
        WorkflowJob job = pipeline("for (int i = 0; i < 300; i++) { bitbucketCreateBranch credentialsId:"
                + " 'bitbucket-prod', repository: 'acme/infra', branch: \"release-${i}\", from: 'main' }");
        job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.PERFORMANCE_OPTIMIZED));
        long start = System.nanoTime();

        WorkflowRun run = succeed(job);

        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        HtmlPage page = pageOf(run);
        assertThat(itemsOn(page)).hasSize(100).startsWith("release-0 in acme/infra (created)");
        assertThat(page.asNormalizedText()).contains("and 200 more");
        assertThat(run.getAction(BitbucketBuildAction.class).getOthers()).isEqualTo(200);
        assertThat(Saves.COUNT.get()).isLessThanOrEqualTo(1 + (int) seconds / 10);
    }

    /** Counts how often builds are saved for the list; Pipeline also saves them after each step. */
    @TestExtension
    public static final class Saves extends SaveableListener {

        private static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        public void onChange(Saveable saved, XmlFile file) {
            if (saved instanceof WorkflowRun && isAskedForHere()) {
                COUNT.incrementAndGet();
            }
        }
    }

    private static boolean isAskedForHere() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.anyMatch(frame -> frame.getClassName().equals(BitbucketBuildAction.class.getName())));
    }

    @Test
    void isSavedWithTheBuild() throws Exception {
        WorkflowJob job = pipeline(BRANCH + pullRequest("Terraform 1.9"));
        WorkflowRun made = succeed(job);
        List<String> before = itemsOn(pageOf(made));

        job.doReload();

        WorkflowRun loaded = job.getBuildByNumber(1);
        assertThat(loaded).isNotSameAs(made);
        assertThat(itemsOn(pageOf(loaded))).hasSize(2).isEqualTo(before);
    }

    /** The fixture was saved by the first version, and every later version must load it. */
    @Test
    void isReadFromABuildThatTheFirstVersionSaved() throws Exception {
        WorkflowJob job = pipeline("echo 'nothing of ours'");
        Path saved = succeed(job).getRootDir().toPath().resolve("build.xml");
        try (InputStream fixture = getClass().getResourceAsStream("BitbucketBuildActionTest/build.xml")) {
            Files.copy(fixture, saved, StandardCopyOption.REPLACE_EXISTING);
        }

        job.doReload();

        assertThat(itemsOn(pageOf(job.getBuildByNumber(1))))
                .containsExactly(
                        "bump/terraform-1.9 in acme/infra (found)", "#7 Terraform 1.9 in acme/infra (created)");
    }
}
