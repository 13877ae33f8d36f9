package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MergePullRequestStepTest extends StepTest {

    static StepSample sample() {
        MergePullRequestStep whole = new MergePullRequestStep();
        whole.setId(7);
        whole.setStrategy("squash");
        whole.setMessage("Terraform 1.9");
        whole.setCloseSourceBranch(true);
        whole.setWhen("green");
        whole.setApprovals(2);
        whole.setAllowNone(true);
        return new StepSample(
                new MergePullRequestStep(),
                "bitbucketMergePullRequest()",
                whole,
                "bitbucketMergePullRequest allowNone: true, approvals: 2, closeSourceBranch: true,"
                        + " credentialsId: 'bitbucket-prod', id: 7, message: 'Terraform 1.9',"
                        + " repository: 'acme/infra', retrySeconds: 0, strategy: 'squash', when: 'green'");
    }

    private String commit;

    @BeforeEach
    void openOne() {
        acme.openPullRequest("bump");
        commit = acme.infra.tip("bump").orElseThrow();
        acme.bitbucket.forgetRequests();
    }

    private static String merge(String more) {
        return "bitbucketMergePullRequest(credentialsId: 'bitbucket-prod', repository: 'acme/infra', id: 1" + more
                + ")";
    }

    private String state() {
        return acme.infra.pullRequests().get(0).state();
    }

    @Test
    void mergesAndReportsOnTheSecondRunThatItIsMerged() throws Exception {
        WorkflowJob job =
                pipeline("def pr = " + merge(", strategy: 'squash', message: 'Terraform', closeSourceBranch: true")
                        + "\necho \"${pr.outcome} ${pr.state} ${pr.sourceCommit} by ${pr.commit}\"");

        WorkflowRun first = succeed(job);
        WorkflowRun second = succeed(job);

        String main = acme.infra.tip("main").orElseThrow().substring(0, 12);
        jenkins.assertLogContains("Merged the pull request #1 “Change bump” of acme/infra: http", first);
        jenkins.assertLogContains("merged MERGED " + commit.substring(0, 12) + " by " + main, first);
        jenkins.assertLogContains("The pull request #1 “Change bump” of acme/infra is already merged", second);
        jenkins.assertLogContains("found MERGED " + commit.substring(0, 12) + " by " + main, second);
        assertThat(acme.infra.branches()).containsExactly("main");
        assertThat(first.getAction(BitbucketBuildAction.class).getAll().get(0).getOutcome())
                .isEqualTo("merged");
    }

    @Test
    void mergesAGreenPullRequest() throws Exception {
        acme.infra.setStatus(commit, "build", "SUCCESSFUL");

        succeed(merge(", when: 'green'"));

        assertThat(state()).isEqualTo("MERGED");
    }

    /** A step that sets a status in progress, whose URL is below that of the build. */
    private String inProgress(String key, String below) {
        return "bitbucketSetBuildStatus credentialsId: 'bitbucket-prod', repository: 'acme/infra', commit: '" + commit
                + "', key: '" + key + "', state: 'INPROGRESS', url: env.BUILD_URL + '" + below + "'\n";
    }

    @Test
    void doesNotWaitForTheStatusThatBranchSourceSetsForTheBuildItself() throws Exception {
        succeed(inProgress("PR-1", "display/redirect") + merge(", when: 'green'"));

        assertThat(state()).isEqualTo("MERGED");
    }

    @Test
    void waitsForAnotherStatusOfTheBuildItself() throws Exception {
        WorkflowRun run = pipeline(
                        inProgress("PR-1", "display/redirect") + inProgress("lint", "") + merge(", when: 'green'"))
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("#1 of acme/infra is not merged yet: “lint” is INPROGRESS of its commit", run);

        assertThat(state()).isEqualTo("OPEN");
        run.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
    }

    @Test
    void namesABuildThatFailed() throws Exception {
        acme.infra.setStatus(commit, "build", "FAILED");

        assertThat(errorOf(fail(merge(", when: 'green'")))).contains("the build status “build” is FAILED");
        assertThat(state()).isEqualTo("OPEN");
    }

    @Test
    void warnsOfAPushAtTheLastMoment() throws Exception {
        acme.infra.setStatus(commit, "build", "SUCCESSFUL");
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith("/merge")) {
                acme.infra.commit("bump", "last.tf", "pushed in the last moment");
            }
            return Fault.none();
        });

        WorkflowRun run = succeed(merge(", when: 'green'"));

        jenkins.assertLogContains(
                "WARNING: Somebody pushed to the source branch of #1 at the last moment: Bitbucket merged its commit "
                        + acme.infra.tip("bump").orElseThrow().substring(0, 12) + ", not "
                        + commit.substring(0, 12) + ", which had been checked.",
                run);
    }

    @Test
    void rejectsInvalidInput() throws Exception {
        assertThat(errorOf(fail(merge(", when: 'later'"))))
                .isEqualTo("ERROR: when can't be “later”. It is one of: now, green.");
        assertThat(errorOf(fail(merge(", strategy: 'octopus'"))))
                .startsWith("ERROR: strategy can't be “octopus”. It is one of: merge_commit, squash,");
        assertThat(errorOf(fail(merge(", approvals: 1")))).startsWith("ERROR: Approvals, and merging without");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }
}
