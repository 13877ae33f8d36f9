package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

class OpenPullRequestStepTest extends StepTest {

    static StepSample sample() {
        OpenPullRequestStep whole = new OpenPullRequestStep("Terraform 1.9");
        whole.setSourceBranch("bump/terraform-1.9");
        whole.setDestinationBranch("release");
        whole.setDescription("It's new.");
        whole.setReviewers("jdoe, asmith");
        whole.setDefaultReviewers(true);
        whole.setDraft(true);
        whole.setCloseSourceBranch(true);
        whole.setIfExists("reuse");
        return new StepSample(
                new OpenPullRequestStep("Title"),
                "bitbucketOpenPullRequest 'Title'",
                whole,
                "bitbucketOpenPullRequest closeSourceBranch: true, credentialsId: 'bitbucket-prod',"
                        + " defaultReviewers: true, description: 'It\\'s new.', destinationBranch: 'release',"
                        + " draft: true, ifExists: 'reuse', repository: 'acme/infra', retrySeconds: 0,"
                        + " reviewers: ['jdoe', 'asmith'], sourceBranch: 'bump/terraform-1.9', title: 'Terraform 1.9'");
    }

    private static final String BUMP = "bump/terraform-1.9";

    @BeforeEach
    void pushACommit() {
        acme.infra.commit(BUMP, "versions.tf", "1.9");
    }

    /** The step with these parameters in addition to those that every test needs. */
    private static String openPullRequest(String more) {
        return "bitbucketOpenPullRequest(credentialsId: 'bitbucket-prod', repository: 'acme/infra', " + more + ")";
    }

    private static String open(String title) {
        return openPullRequest("sourceBranch: 'bump/terraform-1.9', title: '" + title + "'");
    }

    private Account member(String nickname, String displayName) {
        Account account = acme.bitbucket.account(nickname + "@acme.example", nickname, displayName);
        acme.workspace.member(account);
        return account;
    }

    private HostedPullRequest only() {
        assertThat(acme.infra.pullRequests()).hasSize(1);
        return acme.infra.pullRequests().get(0);
    }

    @Test
    void opensAPullRequestWithAllParameters() throws Exception {
        member("jdoe", "Jane Doe");
        String asmith = member("asmith", "Al Smith").accountId();
        acme.infra.defaultReviewer(member("boss", "The Boss"));
        acme.infra.commit("release", "release.txt", "1");

        WorkflowRun run = succeed("""
                def pr = bitbucketOpenPullRequest(
                    credentialsId: 'bitbucket-prod',
                    repository: 'acme/infra',
                    sourceBranch: 'bump/terraform-1.9',
                    destinationBranch: 'release',
                    title: 'Terraform 1.9',
                    description: 'See the **notes**.',
                    reviewers: ['jdoe', '%s'],
                    defaultReviewers: true,
                    draft: true,
                    closeSourceBranch: true)
                echo "#${pr.id} ${pr.title} is ${pr.state}: ${pr.sourceBranch} -> ${pr.destinationBranch}"
                echo "at ${pr.url}, ${pr.outcome}, created: ${pr.created}, left out: ${pr.leftOut}"
                """.formatted(asmith));

        assertThat(only().title()).isEqualTo("Terraform 1.9");
        assertThat(only().description()).isEqualTo("See the **notes**.");
        assertThat(only().source()).isEqualTo(BUMP);
        assertThat(only().destination()).isEqualTo("release");
        assertThat(only().reviewers()).containsExactlyInAnyOrder("jdoe", "asmith", "boss");
        assertThat(only().draft()).isTrue();
        assertThat(only().closeSourceBranch()).isTrue();
        jenkins.assertLogContains("Opened the pull request #1 “Terraform 1.9” in acme/infra: http", run);
        jenkins.assertLogContains("#1 Terraform 1.9 is OPEN: " + BUMP + " -> release", run);
        assertThat(JenkinsRule.getLog(run))
                .containsPattern("at http\\S+/acme/infra/pull-requests/1, created, created: true, left out: \\[]")
                .doesNotContain("WARNING");
    }

    @Test
    void reportsOnTheSecondRunThatItIsOpen() throws Exception {
        WorkflowJob job =
                pipeline("def pr = " + open("Terraform 1.9") + "\necho \"${pr.outcome}, created: ${pr.created}\"");
        succeed(job);

        WorkflowRun second = succeed(job);

        jenkins.assertLogContains("The pull request #1 “Terraform 1.9” is already open in acme/infra: http", second);
        jenkins.assertLogContains("found, created: false", second);
        assertThat(only().title()).isEqualTo("Terraform 1.9");
    }

    @Test
    void updatesTheOneThatIsOpenForTheSameBranches() throws Exception {
        succeed(open("Terraform 1.9"));

        WorkflowRun second = succeed("echo " + open("Terraform 1.9.1") + ".outcome");

        jenkins.assertLogContains("Updated the open pull request #1 “Terraform 1.9.1” in acme/infra: http", second);
        jenkins.assertLogContains("updated", second);
        assertThat(only().title()).isEqualTo("Terraform 1.9.1");
    }

    @Test
    void failsForAnOpenPullRequestIfRequested() throws Exception {
        succeed(open("Terraform 1.9"));

        WorkflowRun second = fail(openPullRequest("sourceBranch: '" + BUMP + "', title: 'Other', ifExists: 'fail'"));

        assertThat(errorOf(second)).contains("#1 is open for the same branches", "Merge or decline it first");
        assertThat(only().title()).isEqualTo("Terraform 1.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "UPDATE"})
    void rejectsAnUnknownIfExistsAndListsTheValidValues(String word) throws Exception {
        WorkflowRun run = fail(openPullRequest("sourceBranch: 'a', title: 'A', ifExists: '" + word + "'"));

        assertThat(errorOf(run)).contains("ifExists can't be “" + word + "”. It is one of: update, reuse, fail.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void opensWithoutRefusedReviewersAndWarns() throws Exception {
        member("jdoe", "Jane Doe");

        WorkflowRun run = succeed("def pr = "
                + openPullRequest("sourceBranch: '" + BUMP + "', title: 'Terraform 1.9', reviewers: ['jdoe', 'nobody']")
                + "\necho \"without ${pr.leftOut.join(' and ')}\"");

        assertThat(only().reviewers()).containsExactly("jdoe");
        jenkins.assertLogContains("WARNING: The reviewer nobody was left out: no member of the workspace acme", run);
        jenkins.assertLogContains("without nobody", run);
    }

    @Test
    void reportsThatThereIsNothingToMerge() throws Exception {
        WorkflowRun run = fail("""
                bitbucketCreateBranch credentialsId: 'bitbucket-prod', repository: 'acme/infra', branch: 'empty'
                bitbucketOpenPullRequest(
                    credentialsId: 'bitbucket-prod', repository: 'acme/infra', sourceBranch: 'empty', title: 'Nothing')
                """);

        assertThat(errorOf(run)).contains("there is nothing to merge", "Push a commit to the source branch first.");
        assertThat(acme.infra.pullRequests()).isEmpty();
    }

    @Test
    void usesTheBranchOfTheBuild() throws Exception {
        succeed("withEnv(['BRANCH_NAME=bump/terraform-1.9']) { " + openPullRequest("title: 'Terraform 1.9'") + " }");

        assertThat(only().source()).isEqualTo(BUMP);
    }

    /** A step in the build of a pull request of this repository from bump/terraform-1.9 into develop. */
    private static String inPullRequestOf(String repository, String step) {
        return "withEnv(['GIT_URL=https://bitbucket.org/" + repository + ".git', 'CHANGE_ID=7', 'BRANCH_NAME=PR-7',"
                + " 'CHANGE_BRANCH=bump/terraform-1.9', 'CHANGE_TARGET=develop']) { " + step + " }";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sourceBranch: env.CHANGE_BRANCH, ", "sourceBranch: 'bump/terraform-1.9', "})
    void usesTheDestinationOfThePullRequestThatIsBuilt(String source) throws Exception {
        acme.infra.commit("develop", "README.md", "develop");

        succeed(inPullRequestOf("ACME/infra", openPullRequest(source + "title: 'Terraform 1.9'")));

        assertThat(only().source()).isEqualTo(BUMP);
        assertThat(only().destination()).isEqualTo("develop");
    }

    @ParameterizedTest
    @CsvSource({"acme/infra, bump/other", "acme/app, bump/terraform-1.9"})
    void usesTheMainBranchForABranchThatIsNotBuilt(String built, String source) throws Exception {
        acme.infra.commit("develop", "README.md", "develop");
        acme.infra.commit("bump/other", "versions.tf", "1.8");

        succeed(inPullRequestOf(built, openPullRequest("sourceBranch: '" + source + "', title: 'Terraform 1.9'")));

        assertThat(only().source()).isEqualTo(source);
        assertThat(only().destination()).isEqualTo("main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHANGE_FORK=", "CHANGE_FORK=jane"})
    void requiresTheSourceBranchInAnotherRepository(String fork) throws Exception {
        WorkflowRun run = fail("withEnv(['" + fork + "']) { "
                + inPullRequestOf("acme/app", openPullRequest("title: 'Terraform 1.9'")) + " }");

        assertThat(errorOf(run))
                .isEqualTo("ERROR: The build is of acme/app, so its branch is not one of acme/infra: set sourceBranch"
                        + " to the branch to merge.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void requiresTheSourceBranchIfItIsUnknown() throws Exception {
        WorkflowRun run = fail(openPullRequest("title: 'Terraform 1.9'"));

        assertThat(errorOf(run)).contains("The branch to merge is not known: set sourceBranch.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two\\nlines"})
    void rejectsATitleOfSeveralLinesBeforeAnythingIsSent(String title) throws Exception {
        WorkflowRun run = fail(open(title));

        assertThat(errorOf(run)).contains("title");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void createsABranchAndOpensAPullRequestIntoItInADeclarativePipeline() throws Exception {
        WorkflowRun run = succeed("""
                pipeline {
                    agent none
                    environment {
                        BRANCH_NAME = 'bump/terraform-1.9'
                    }
                    stages {
                        stage('Release branch') {
                            steps {
                                bitbucketCreateBranch(
                                    credentialsId: 'bitbucket-prod',
                                    repository: 'acme/infra',
                                    branch: 'release/1',
                                    from: 'main')
                            }
                        }
                        stage('Pull request') {
                            steps {
                                script {
                                    def pr = bitbucketOpenPullRequest(
                                        credentialsId: 'bitbucket-prod',
                                        repository: 'acme/infra',
                                        destinationBranch: 'release/1',
                                        title: "Build ${env.BUILD_NUMBER}")
                                    currentBuild.description = pr.url
                                }
                            }
                        }
                    }
                }
                """);

        assertThat(only().title()).isEqualTo("Build 1");
        assertThat(only().source()).isEqualTo(BUMP);
        assertThat(only().destination()).isEqualTo("release/1");
        assertThat(run.getDescription()).endsWith("/acme/infra/pull-requests/1");
    }
}
