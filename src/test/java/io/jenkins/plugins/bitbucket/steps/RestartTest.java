package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.RestartListener;
import hudson.model.Result;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.ObjectId;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Bitbucket did the work, but its responses never reached the controller. */
@Timeout(240)
class RestartTest {

    private static final String BRANCH_AND_PULL_REQUEST = """
            parallel(
                branch: {
                    def branch = bitbucketCreateBranch(
                        credentialsId: 'bitbucket-prod', repository: 'acme/infra', branch: 'release')
                    echo "went on with ${branch.name}"
                },
                pullRequest: {
                    def pr = bitbucketOpenPullRequest(
                        credentialsId: 'bitbucket-prod',
                        repository: 'acme/infra',
                        sourceBranch: 'bump',
                        title: 'Terraform 1.9')
                    echo "went on with #${pr.id}"
                })
            """;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @AutoClose
    private final Acme acme = new Acme();

    /** Starts a build, and stops Jenkins when Bitbucket has done what it was asked and not yet answered. */
    private void stopInTheMiddle(String script, BooleanSupplier done) throws Throwable {
        acme.bitbucket.misbehave(
                request -> request.method().equals("POST") ? Fault.delay(Duration.ofMinutes(10)) : Fault.none());
        sessions.then(jenkins -> {
            AcmeJenkins.speakWith(acme);
            AcmeJenkins.addCredential(acme);
            AcmeJenkins.pipeline(jenkins, script).scheduleBuild2(0).waitForStart();
            while (!done.getAsBoolean()) {
                Thread.onSpinWait();
            }
        });
        acme.bitbucket.misbehave(request -> Fault.none());
    }

    /** The end of the build, which another Jenkins has gone on with. */
    private static WorkflowRun end(JenkinsRule jenkins) throws Exception {
        WorkflowRun run =
                jenkins.jenkins.getAllItems(WorkflowJob.class).iterator().next().getLastBuild();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("Resuming build", run);
        return run;
    }

    @Test
    void makesABranchAndAPullRequestOnce() throws Throwable {
        acme.infra.commit("bump", "versions.tf", "1.9");

        stopInTheMiddle(
                BRANCH_AND_PULL_REQUEST,
                () -> acme.infra.branches().contains("release")
                        && !acme.infra.pullRequests().isEmpty());
        sessions.then(jenkins -> assertThat(JenkinsRule.getLog(end(jenkins)))
                .containsOnlyOnce("Created the branch release in acme/infra")
                .containsOnlyOnce("The pull request #1 “Terraform 1.9” is already open in acme/infra")
                .containsOnlyOnce("went on with release")
                .containsOnlyOnce("went on with #1"));

        assertThat(acme.infra.branches()).containsExactly("bump", "main", "release");
        assertThat(acme.infra.tip("release")).contains(acme.firstCommit);
        assertThat(acme.infra.pullRequests()).hasSize(1);
    }

    @Test
    void commitsFilesOnceThoughOthersWentOn() throws Throwable {
        stopInTheMiddle("""
                node {
                    writeFile file: 'generated/api.txt', text: 'api'
                    def c = bitbucketCommitFiles(
                        credentialsId: 'bitbucket-prod',
                        repository: 'acme/infra',
                        branch: 'main',
                        message: 'Generate',
                        workspaceFiles: 'generated/**')
                    echo "after the restart: ${c.commit} ${c.changed}"
                }
                """, () -> !acme.infra.tip("main").orElseThrow().equals(acme.firstCommit));
        String own = acme.infra.tip("main").orElseThrow();
        acme.infra.commit("main", "generated/api.txt", "by somebody");

        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins);
            assertThat(JenkinsRule.getLog(run)).containsOnlyOnce("after the restart: " + own + " true");
            assertThat(run.getRootDir().list()).noneMatch(name -> name.startsWith("bitbucketCommitFiles"));
        });
        assertThat(acme.infra
                        .git()
                        .history()
                        .log(
                                List.of(ObjectId.fromString(
                                        acme.infra.tip("main").orElseThrow())),
                                List.of(ObjectId.fromString(acme.firstCommit)),
                                ""))
                .hasSize(2);
    }

    /** One answer comes while Jenkins prepares for it, and one never does. */
    @Test
    void doesNotHoldUpASafeRestartAndGoesOnAfterwards() throws Throwable {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(2);
        acme.infra.commit("bump", "versions.tf", "1.9");
        acme.bitbucket.misbehave(request -> {
            if (!request.method().equals("POST")) {
                return Fault.none();
            }
            asked.countDown();
            return request.path().endsWith("/branches") ? Fault.hold(answer) : Fault.delay(Duration.ofMinutes(10));
        });

        sessions.then(jenkins -> {
            AcmeJenkins.speakWith(acme);
            AcmeJenkins.addCredential(acme);
            WorkflowRun run = AcmeJenkins.pipeline(jenkins, BRANCH_AND_PULL_REQUEST)
                    .scheduleBuild2(0)
                    .waitForStart();
            assertThat(asked.await(2, TimeUnit.MINUTES)).isTrue();

            jenkins.jenkins.doQuietDown(true, 60_000, "A newer plugin", true);
            assertThat(RestartListener.isAllReady()).isTrue();
            answer.complete(null);
            jenkins.waitForMessage("Pausing (Preparing for shutdown)", run);
            assertThat(JenkinsRule.getLog(run))
                    .contains("Created the branch release in acme/infra")
                    .doesNotContain("went on");
        });
        acme.bitbucket.misbehave(request -> Fault.none());
        sessions.then(jenkins -> {
            assertThat(JenkinsRule.getLog(end(jenkins)))
                    .containsOnlyOnce("Created the branch release in acme/infra")
                    .doesNotContain("The branch release already exists in acme/infra")
                    .containsOnlyOnce("went on with release")
                    .containsOnlyOnce("went on with #1");
        });
        assertThat(acme.infra.branches()).containsExactly("bump", "main", "release");
        assertThat(acme.infra.pullRequests()).hasSize(1);
    }
}
