package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What the author of a build sees while Bitbucket fails. */
class StepRetryTest extends StepTest {

    private static final String CREATE_BRANCH = "bitbucketCreateBranch credentialsId: 'bitbucket-prod',"
            + " repository: 'acme/infra', branch: 'bump', from: 'main'";
    private static final String OPEN_PULL_REQUEST = "bitbucketOpenPullRequest credentialsId: 'bitbucket-prod',"
            + " repository: 'acme/infra', sourceBranch: 'bump', destinationBranch: 'main', title: 'Terraform 1.9'";

    @AfterEach
    void tryAgainForTheUsualTime() {
        BitbucketCloudConfiguration.get().setRetrySeconds(BitbucketCloudConfiguration.DEFAULT_RETRY_SECONDS);
    }

    @Test
    void retriesAndTheConsoleShowsWhatItWaitsFor() throws Exception {
        acme.bitbucket.misbehaveOnce(Fault.statusAfter(503), Fault.rateLimited(Duration.ofSeconds(1)));

        WorkflowRun run = succeed(CREATE_BRANCH);

        assertThat(JenkinsRule.getLog(run))
                .containsPattern(
                        "Bitbucket failed \\(503\\)\\. Trying again in [12] s; giving up after 5 min 0 s in total")
                .containsPattern(
                        "Bitbucket accepts no more requests of this account for now \\(429\\)\\. Waiting about")
                .contains("Created the branch bump in acme/infra");
        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.contains("giving up after")))
                .hasSize(2);
    }

    @Test
    void usesTheTimeOfTheStepOrTheConfiguration() throws Exception {
        acme.bitbucket.misbehave(request -> Fault.status(503));

        assertThat(errorOf(fail(CREATE_BRANCH + ", retrySeconds: 0"))).contains("Bitbucket failed (503)");
        assertThat(acme.bitbucket.requests()).hasSize(1);

        BitbucketCloudConfiguration.get().setRetrySeconds(0);
        assertThat(errorOf(fail(CREATE_BRANCH))).contains("Bitbucket failed (503)");
        assertThat(acme.bitbucket.requests()).hasSize(2);

        assertThat(errorOf(fail(CREATE_BRANCH + ", retrySeconds: 2")))
                .contains("acme/infra with the credential “bitbucket-prod”: Bitbucket failed (503)")
                .containsPattern("Tried \\d times within [2345] s\\.");
    }

    @Test
    void rejectsAnInvalidTimeBeforeAnythingIsSent() throws Exception {
        assertThat(errorOf(fail(CREATE_BRANCH + ", retrySeconds: -1")))
                .isEqualTo("ERROR: The time for retries must be between 0 and 86,400 seconds.");
        assertThat(acme.bitbucket.requests()).isEmpty();
    }

    @Test
    void anAbortEndsTheWaitImmediately() throws Exception {
        acme.bitbucket.misbehaveOnce(Fault.unavailable(Duration.ofMinutes(4)));
        WorkflowRun run = pipeline(CREATE_BRANCH).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Trying again in", run);

        run.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertThat(acme.bitbucket.requests()).hasSize(1);
    }

    @Test
    void theTimeLimitOfThePipelineEndsTheWait() throws Exception {
        acme.bitbucket.misbehaveOnce(Fault.unavailable(Duration.ofMinutes(4)));

        WorkflowRun run = jenkins.buildAndAssertStatus(
                Result.ABORTED, pipeline("timeout(time: 10, unit: 'SECONDS') { " + CREATE_BRANCH + " }"));

        assertThat(JenkinsRule.getLog(run)).contains("Trying again in", "Timeout has been exceeded");
    }

    /** Bitbucket would report to both that they had opened it. */
    @Test
    void reportsTheCorrectResultToConcurrentBuilds() throws Exception {
        acme.infra.commit("bump", "versions.tf", "1.9");
        CompletableFuture<Void> bothAreAtIt = new CompletableFuture<>();
        acme.bitbucket.misbehave(request -> Fault.hold(bothAreAtIt));
        List<WorkflowRun> runs = List.of(start(OPEN_PULL_REQUEST), start(OPEN_PULL_REQUEST));
        for (WorkflowRun run : runs) {
            jenkins.waitForMessage("bitbucketOpenPullRequest", run);
        }
        bothAreAtIt.complete(null);

        StringBuilder consoles = new StringBuilder();
        for (WorkflowRun run : runs) {
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            consoles.append(JenkinsRule.getLog(run));
        }

        assertThat(acme.infra.pullRequests()).hasSize(1);
        assertThat(consoles)
                .containsOnlyOnce("Opened the pull request #1 “Terraform 1.9” in acme/infra")
                .containsOnlyOnce("The pull request #1 “Terraform 1.9” is already open in acme/infra");
    }

    private static WorkflowRun start(String script) throws Exception {
        WorkflowJob job = pipeline(script);
        return job.scheduleBuild2(0).waitForStart();
    }
}
