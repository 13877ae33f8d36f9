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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.kohsuke.stapler.DataBoundConstructor;

class SnippetGeneratorTest extends StepTest {

    private static final String STEPS = "io.jenkins.plugins.bitbucket.steps.";
    private static final Set<String> COMMON = Set.of("credentialsId", "repository", "retrySeconds");

    @AfterEach
    void letEveryoneIn() {
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    static List<BitbucketStep.Descriptor> steps() {
        return StepSample.descriptors();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void writesAStepWithoutItsDefaults(BitbucketStep.Descriptor descriptor) throws Exception {
        StepSample sample = StepSample.of(descriptor);

        new SnippetizerTester(jenkins).assertRoundTrip(sample.least(), sample.leastSnippet());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void writesAStepWithAllItsParameters(BitbucketStep.Descriptor descriptor) throws Exception {
        StepSample sample = StepSample.of(descriptor);

        new SnippetizerTester(jenkins).assertRoundTrip(sample.whole(), sample.wholeSnippet());
        assertThat(DescribableModel.of(descriptor.clazz).getParameters())
                .extracting(DescribableParameter::getName)
                .allSatisfy(name -> assertThat(sample.wholeSnippet()).contains(name + ": "));
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

    @ParameterizedTest
    @MethodSource("steps")
    void survivesARoundTripThroughItsForm(BitbucketStep.Descriptor descriptor) throws Exception {
        List<Step> steps = List.of(
                StepSample.of(descriptor).least(), StepSample.of(descriptor).whole());
        FreeStyleProject project = jenkins.createFreeStyleProject();
        steps.forEach(step -> project.getBuildersList().add(new StepHolder(step)));

        try (JenkinsRule.WebClient browser = browser()) {
            jenkins.submit(browser.getPage(project, "configure").getFormByName("config"));
        }

        List<StepHolder> saved = project.getBuildersList().getAll(StepHolder.class);
        assertThat(saved).hasSameSizeAs(steps);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(saved.get(i).getStep()).isNotSameAs(steps.get(i));
            jenkins.assertEqualDataBoundBeans(steps.get(i), saved.get(i).getStep());
        }
    }

    /** As Jenkins' script does while a user types into the field. */
    @ParameterizedTest
    @CsvSource({
        "CreateBranchStep, repository, acme/inf, acme/infra",
        "CreateBranchStep, from, rel, release",
        "DeleteBranchStep, branch, rel, release",
        "CommitFilesStep, branch, rel, release",
        "ReadFileStep, ref, rel, release",
        "ListRepositoriesStep, workspace, ac, acme",
        "FindPullRequestsStep, sourceBranch, rel, release",
        "OpenPullRequestStep, sourceBranch, rel, release",
        "OpenPullRequestStep, destinationBranch, mai, main",
        "BuildStatusStep, refname, rel, release",
        "SetBuildStatusStep, refname, rel, release"
    })
    void completesWhatAUserTypes(String step, String field, String typed, String completed) throws Exception {
        acme.infra.commit("release", "release.txt", "1.9");
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList()
                .add(new StepHolder(
                        StepSample.of((BitbucketStep.Descriptor) jenkins.jenkins.getDescriptor(STEPS + step))
                                .least()));
        try (JenkinsRule.WebClient browser = browser()) {
            HtmlPage form = browser.getPage(project, "configure");
            HtmlInput input = form.querySelector("input.auto-complete[name='_." + field + "']");
            assertThat(input).isNotNull();
            assertThat(input.getAttribute("filldependson")).contains("credentialsId");
            WebRequest request =
                    new WebRequest(new URL(form.getUrl(), input.getAttribute("autocompleteurl")), HttpMethod.POST);
            request.setRequestParameters(List.of(
                    new NameValuePair("value", typed),
                    new NameValuePair("credentialsId", AcmeJenkins.ID),
                    new NameValuePair("repository", "acme/infra")));
            browser.addCrumb(request);

            String answer = browser.getPage(request).getWebResponse().getContentAsString();

            assertThat(JSONObject.fromObject(answer).getJSONArray("suggestions").toArray())
                    .extracting(suggestion -> ((JSONObject) suggestion).getString("name"))
                    .containsExactly(completed);
        }
    }

    /** Shows the form of a step on a page that can be saved, because scripts build that of the snippet generator. */
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
    void listsOnlyCredentialsOfTheType() throws Exception {
        WorkflowJob job = pipeline("");
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "other", "", "user", "password"));

        WebResponse items = fill(browser(), HttpMethod.POST, job, "CreateBranchStep", "credentialsId");

        assertThat(items.getContentAsString())
                .contains("bitbucket-prod", "ci@acme.example (Opens pull requests)")
                .doesNotContain("other");
    }

    @Test
    void listsCredentialsOnlyForUsersWithThePermission() throws Exception {
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

        WebResponse get = fill(browser(), HttpMethod.GET, job, "CreateBranchStep", field);
        WebResponse post = fill(browser(), HttpMethod.POST, job, "CreateBranchStep", field);

        assertThat(get.getStatusCode()).isEqualTo(404);
        assertThat(post.getStatusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void helpsWithAStepAndEachOfItsParameters(BitbucketStep.Descriptor descriptor) throws Exception {
        // Jenkins resolves the file only while it serves a request.
        List<String> helps = jenkins.executeOnServer(() -> {
            List<String> files = new ArrayList<>(List.of(descriptor.getHelpFile()));
            for (DescribableParameter parameter :
                    DescribableModel.of(descriptor.clazz).getParameters()) {
                assertThat(descriptor.getHelpFile(parameter.getName()))
                        .as(parameter.getName())
                        .isNotNull();
                files.add(descriptor.getHelpFile(parameter.getName()));
            }
            return files;
        });

        try (JenkinsRule.WebClient browser = browser()) {
            for (String help : helps) {
                assertThat(browser.goTo(help.substring(1)).asNormalizedText()).isNotBlank();
            }
        }
    }

    @Test
    void documentsTheTypesOfCredentialsOfAStep() throws Exception {
        assertThat(helpOf("CreateBranchStep", "credentialsIdOrKey")).contains("SSH Username with private key");
        assertThat(helpOf("OpenPullRequestStep", "credentialsId")).doesNotContain("SSH");
        assertThat(helpOf("OpenPullRequestStep", "retrySeconds"))
                .contains("For how long to retry after a transient failure");
    }

    private static String helpOf(String step, String field) throws Exception {
        return browser().goTo("descriptor/" + STEPS + step + "/help/" + field).asNormalizedText();
    }

    @Test
    void thePageOnTheStepsNamesAllTheirParameters() throws Exception {
        List<String> page = Files.readAllLines(Path.of("docs/steps.md"));
        for (BitbucketStep.Descriptor descriptor : steps()) {
            int start = page.indexOf("## " + descriptor.getFunctionName());
            assertThat(start).as(descriptor.getFunctionName()).isPositive();
            List<String> section = page.stream()
                    .skip(start + 1L)
                    .takeWhile(line -> !line.startsWith("## "))
                    .toList();
            assertThat(DescribableModel.of(descriptor.clazz).getParameters())
                    .extracting(DescribableParameter::getName)
                    .filteredOn(name -> !COMMON.contains(name))
                    .allSatisfy(name -> assertThat(section).anyMatch(line -> line.startsWith("| `" + name + "` |")));
        }
    }

    private static JenkinsRule.WebClient login(String user) throws Exception {
        return browser().login(user);
    }

    /** The request of a drop-down in the step's form, on the page of the job or of Jenkins. */
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
