package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import org.htmlunit.html.HtmlAnchor;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

class CreateBranchStepTest extends StepTest {

    static StepSample sample() {
        CreateBranchStep whole = new CreateBranchStep("bump/terraform-1.9");
        whole.setFrom("refs/tags/v1");
        whole.setIfExists("fail");
        return new StepSample(
                new CreateBranchStep("bump"),
                "bitbucketCreateBranch 'bump'",
                whole,
                "bitbucketCreateBranch branch: 'bump/terraform-1.9', credentialsId: 'bitbucket-prod',"
                        + " from: 'refs/tags/v1', ifExists: 'fail', repository: 'acme/infra', retrySeconds: 0");
    }

    private static final String BUMP = "bump/terraform-1.9";

    /** The step with these parameters in addition to those that every test needs. */
    private static String createBranch(String more) {
        return "bitbucketCreateBranch(credentialsId: 'bitbucket-prod', repository: 'acme/infra', " + more + ")";
    }

    @Test
    void createsABranchInASandboxedScriptAndReadsTheResult() throws Exception {
        WorkflowRun run = succeed("""
                def branch = bitbucketCreateBranch(
                    credentialsId: 'bitbucket-prod',
                    repository: 'acme/infra',
                    branch: 'bump/terraform-1.9',
                    from: 'main')
                echo "${branch.name} at ${branch.commit}: ${branch.url} (${branch.created ? 'new' : 'already there'})"
                """);

        assertThat(acme.infra.tip(BUMP)).contains(acme.firstCommit);
        jenkins.assertLogContains("Created the branch " + BUMP + " in acme/infra at ", run);
        assertThat(JenkinsRule.getLog(run))
                .containsPattern(BUMP + " at " + acme.firstCommit + ": https?://\\S+ \\(new\\)");
    }

    @Test
    void createsABranchInADeclarativePipelineWithoutAnExecutorOrAWorkspace() throws Exception {
        WorkflowRun run = succeed("""
                pipeline {
                    agent none
                    stages {
                        stage('Branch') {
                            steps {
                                bitbucketCreateBranch(
                                    credentialsId: 'bitbucket-prod',
                                    repository: 'acme/infra',
                                    branch: 'bump/terraform-1.9')
                            }
                        }
                    }
                }
                """);

        assertThat(acme.infra.tip(BUMP)).contains(acme.firstCommit);
        assertThat(jenkins.jenkins.getNumExecutors()).isZero();
        jenkins.assertLogNotContains("Running on", run);
    }

    @Test
    void reportsOnTheSecondRunThatTheBranchExists() throws Exception {
        WorkflowJob job = pipeline(
                "def b = " + createBranch("branch: 'bump/terraform-1.9'") + "\necho \"created: ${b.created}\"");
        succeed(job);

        WorkflowRun second = succeed(job);

        jenkins.assertLogContains("The branch " + BUMP + " already exists in acme/infra, at ", second);
        jenkins.assertLogContains("created: false", second);
        jenkins.assertLogNotContains("WARNING", second);
        assertThat(acme.infra.branches()).containsExactly(BUMP, "main");
    }

    @Test
    void failsForAnExistingBranchIfRequested() throws Exception {
        acme.infra.commit(BUMP, "versions.tf", "1.9");

        WorkflowRun run = fail(createBranch("branch: 'bump/terraform-1.9', ifExists: 'fail'"));

        assertThat(errorOf(run)).contains(BUMP + " in acme/infra", "it exists already", "Choose another name");
    }

    @Test
    void treatsAnEmptyIfExistsAsTheDefault() throws Exception {
        acme.infra.commit(BUMP, "versions.tf", "1.9");

        succeed(createBranch("branch: 'bump/terraform-1.9', ifExists: ''"));
    }

    @Test
    void rejectsAnUnknownIfExistsAndListsTheValidValues() throws Exception {
        WorkflowRun run = fail(createBranch("branch: 'bump/terraform-1.9', ifExists: 'maybe'"));

        assertThat(errorOf(run)).contains("ifExists can't be “maybe”. It is one of: reuse, fail.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "refs/tags/v1", "release", "refs/heads/release", "HASH"})
    void startsAtATagABranchOrACommit(String from) throws Exception {
        String start = acme.infra.commit("release", "release.txt", "1");
        acme.infra.tag("v1", start);

        succeed(createBranch("branch: 'hotfix', from: '" + from.replace("HASH", start.substring(0, 10)) + "'"));

        assertThat(acme.infra.tip("hotfix")).contains(start);
    }

    @Test
    void warnsIfAnExistingBranchDoesNotPointToTheStart() throws Exception {
        String tip = acme.infra.commit(BUMP, "versions.tf", "1.9");

        WorkflowRun run = succeed(createBranch("branch: 'bump/terraform-1.9', from: '" + acme.firstCommit + "'"));

        jenkins.assertLogContains(
                "WARNING: The branch " + BUMP + " points to " + tip.substring(0, 12)
                        + "; a new one would have started at " + acme.firstCommit,
                run);
        assertThat(acme.infra.tip(BUMP)).contains(tip);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "", "refs/heads/a"})
    void rejectsAnInvalidNameBeforeAnythingIsSent(String name) throws Exception {
        WorkflowRun run = fail(createBranch("branch: '" + name + "'"));

        assertThat(errorOf(run)).contains("“" + name + "” is not a valid branch name: ");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void namesTheMissingScope() throws Exception {
        replaceToken(acme.ci.token(Scopes.READ_REPOSITORY));

        WorkflowRun run = fail(createBranch("branch: 'bump/terraform-1.9', from: 'main'"));

        assertThat(errorOf(run))
                .contains("Can't create the branch " + BUMP + " in acme/infra with the credential “bitbucket-prod”")
                .contains("lacks the scope " + Scopes.WRITE_REPOSITORY, "create a new one");
    }

    @Test
    void reportsARejectedTokenWithoutShowingIt() throws Exception {
        String token = acme.ci.expiredToken(Scopes.READ_REPOSITORY, Scopes.WRITE_REPOSITORY);
        replaceToken(token);

        WorkflowRun run = fail(createBranch("branch: 'bump/terraform-1.9'"));

        assertThat(errorOf(run)).contains("Bitbucket rejected the token (401)", "expired", "Check the email");
        jenkins.assertLogNotContains(token, run);
    }

    @Test
    void reportsAMissingRepository() throws Exception {
        WorkflowRun run =
                fail("bitbucketCreateBranch credentialsId: 'bitbucket-prod', repository: 'acme/infro', branch: 'x'");

        assertThat(errorOf(run)).contains("acme/infro", "Check the spelling");
    }

    @Test
    void letsAScriptCatchTheErrorAndContinue() throws Exception {
        WorkflowRun run = jenkins.buildAndAssertStatus(
                Result.UNSTABLE,
                pipeline("catchError(buildResult: 'UNSTABLE') { " + createBranch("branch: 'a..b'") + " }"));

        jenkins.assertLogContains("is not a valid branch name", run);
    }

    @Test
    void linksTheBranchInTheConsole() throws Exception {
        WorkflowRun run = succeed(createBranch("branch: 'bump'"));

        try (JenkinsRule.WebClient browser = browser()) {
            HtmlAnchor link =
                    browser.getPage(run, "consoleFull").getFirstByXPath("//pre//a[contains(., 'acme/infra')]");

            assertThat(link.getHrefAttribute()).startsWith("http").endsWith("/acme/infra/branch/bump");
            assertThat(link.getTextContent()).isEqualTo(link.getHrefAttribute());
        }
    }
}
