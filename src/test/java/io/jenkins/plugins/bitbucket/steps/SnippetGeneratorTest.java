package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.AbstractProject;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.kohsuke.stapler.DataBoundConstructor;

class SnippetGeneratorTest extends StepTest {

    private static final String STEPS = "io.jenkins.plugins.bitbucket.steps.";

    @AfterEach
    void letEveryoneIn() {
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    private static CreateBranchStep createBranch() {
        CreateBranchStep step = new CreateBranchStep("bump/terraform-1.9");
        step.setCredentialsId(AcmeJenkins.ID);
        step.setRepository("acme/infra");
        step.setFrom("refs/tags/v1");
        step.setIfExists("fail");
        return step;
    }

    private static OpenPullRequestStep openPullRequest() {
        OpenPullRequestStep step = new OpenPullRequestStep("Terraform 1.9");
        step.setCredentialsId(AcmeJenkins.ID);
        step.setRepository("acme/infra");
        step.setSourceBranch("bump/terraform-1.9");
        step.setDestinationBranch("release");
        step.setDescription("It's new.");
        step.setReviewers("jdoe, asmith");
        step.setDefaultReviewers(true);
        step.setDraft(true);
        step.setCloseSourceBranch(true);
        step.setIfExists("reuse");
        step.setRetrySeconds(0);
        return step;
    }

    @Test
    void writesTheStepsWithoutTheirDefaults() throws Exception {
        SnippetizerTester generator = new SnippetizerTester(jenkins);

        generator.assertRoundTrip(new CreateBranchStep("bump"), "bitbucketCreateBranch 'bump'");
        generator.assertRoundTrip(new OpenPullRequestStep("Title"), "bitbucketOpenPullRequest 'Title'");
    }

    @Test
    void writesTheStepsWithAllTheirParameters() throws Exception {
        SnippetizerTester generator = new SnippetizerTester(jenkins);

        generator.assertRoundTrip(
                createBranch(),
                "bitbucketCreateBranch branch: 'bump/terraform-1.9', credentialsId: 'bitbucket-prod',"
                        + " from: 'refs/tags/v1', ifExists: 'fail', repository: 'acme/infra'");
        generator.assertRoundTrip(
                openPullRequest(),
                "bitbucketOpenPullRequest closeSourceBranch: true, credentialsId: 'bitbucket-prod',"
                        + " defaultReviewers: true, description: 'It\\'s new.', destinationBranch: 'release',"
                        + " draft: true, ifExists: 'reuse', repository: 'acme/infra', retrySeconds: 0,"
                        + " reviewers: ['jdoe', 'asmith'], sourceBranch: 'bump/terraform-1.9', title: 'Terraform 1.9'");
    }

    @Test
    void writesWhatTheFormSends() throws Exception {
        JSONObject form = new JSONObject()
                .accumulate("stapler-class", OpenPullRequestStep.class.getName())
                .accumulate("$class", OpenPullRequestStep.class.getName())
                .accumulate("credentialsId", "")
                .accumulate("repository", " acme/infra ")
                .accumulate("sourceBranch", "")
                .accumulate("destinationBranch", "")
                .accumulate("title", "Terraform 1.9")
                .accumulate("description", "")
                .accumulate("reviewers", "jdoe,  asmith,")
                .accumulate("defaultReviewers", false)
                .accumulate("draft", false)
                .accumulate("closeSourceBranch", false)
                .accumulate("ifExists", "update")
                .accumulate("retrySeconds", "");

        new SnippetizerTester(jenkins)
                .assertGenerateSnippet(
                        form.toString(),
                        "bitbucketOpenPullRequest repository: 'acme/infra', reviewers: ['jdoe', 'asmith'],"
                                + " title: 'Terraform 1.9'",
                        null);
    }

    @Test
    void showsTheStepsInFormsThatLoseNothing() throws Exception {
        List<Step> steps = List.of(
                new CreateBranchStep("bump"), createBranch(), new OpenPullRequestStep("Title"), openPullRequest());
        FreeStyleProject project = jenkins.createFreeStyleProject();
        steps.forEach(step -> project.getBuildersList().add(new StepHolder(step)));

        jenkins.configRoundtrip(project);

        List<StepHolder> saved = project.getBuildersList().getAll(StepHolder.class);
        assertThat(saved).hasSameSizeAs(steps);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(saved.get(i).getStep()).isNotSameAs(steps.get(i));
            jenkins.assertEqualDataBoundBeans(steps.get(i), saved.get(i).getStep());
        }
    }

    /** Shows the form of a step on a page that can be saved: the snippet generator's own is built by scripts. */
    public static final class StepHolder extends Builder {

        private final Step step;

        @DataBoundConstructor
        public StepHolder(Step step) {
            this.step = step;
        }

        public Step getStep() {
            return step;
        }

        @TestExtension
        public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {
            @Override
            @SuppressWarnings("rawtypes")
            public boolean isApplicable(Class<? extends AbstractProject> type) {
                return true;
            }
        }
    }

    @Test
    void listsCredentialsOfTheTypeOnly() throws Exception {
        WorkflowJob job = pipeline("");
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "other", "", "user", "password"));

        WebResponse items = fill(jenkins.createWebClient(), HttpMethod.POST, job, "CreateBranchStep", "credentialsId");

        assertThat(items.getContentAsString())
                .contains("bitbucket-prod", "ci@acme.example (Opens pull requests)")
                .doesNotContain("other");
    }

    @Test
    void listsCredentialsOnlyForThoseWhoMayUseThem() throws Exception {
        WorkflowJob job = pipeline("");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "author")
                .grant(Item.CONFIGURE)
                .everywhere()
                .to("author"));

        for (String step : List.of("CreateBranchStep", "OpenPullRequestStep")) {
            assertThat(fill(login("reader"), HttpMethod.POST, job, step, "credentialsId")
                            .getContentAsString())
                    .doesNotContain("bitbucket-prod");
            assertThat(fill(login("reader"), HttpMethod.POST, null, step, "credentialsId")
                            .getContentAsString())
                    .doesNotContain("bitbucket-prod");
            assertThat(fill(login("author"), HttpMethod.POST, job, step, "credentialsId")
                            .getContentAsString())
                    .contains("bitbucket-prod");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"credentialsId", "ifExists"})
    void fillsDropDownsForPostsOnly(String field) throws Exception {
        WorkflowJob job = pipeline("");

        WebResponse get = fill(jenkins.createWebClient(), HttpMethod.GET, job, "CreateBranchStep", field);
        WebResponse post = fill(jenkins.createWebClient(), HttpMethod.POST, job, "CreateBranchStep", field);

        assertThat(get.getStatusCode()).isEqualTo(404);
        assertThat(post.getStatusCode()).isEqualTo(200);
    }

    @Test
    void showsTheHelpThatTheStepsShare() throws Exception {
        for (String step : List.of("CreateBranchStep", "OpenPullRequestStep")) {
            assertThat(jenkins.createWebClient()
                            .goTo("descriptor/" + STEPS + step + "/help/retrySeconds")
                            .asNormalizedText())
                    .contains("For how long to try again what may pass by itself");
        }
    }

    private static JenkinsRule.WebClient login(String user) throws Exception {
        return jenkins.createWebClient().login(user);
    }

    /** What a drop-down of the step's form asks, on the page of the job or on that of Jenkins. */
    private static WebResponse fill(
            JenkinsRule.WebClient client, HttpMethod method, WorkflowJob job, String step, String field)
            throws Exception {
        try (JenkinsRule.WebClient browser = client.withThrowExceptionOnFailingStatusCode(false)) {
            String path = "descriptorByName/" + STEPS + step + "/fill"
                    + field.substring(0, 1).toUpperCase() + field.substring(1) + "Items?" + field + "=";
            URL url = new URL(browser.createCrumbedUrl((job == null ? "" : job.getUrl()) + path)
                    .toString());
            return browser.getPage(new WebRequest(url, method)).getWebResponse();
        }
    }
}
