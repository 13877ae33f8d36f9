package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.RestartListener;
import hudson.model.Result;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

@Timeout(240)
class RestartTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @AutoClose
    private final Acme acme = new Acme();

    private static WorkflowRun build(JenkinsRule jenkins) {
        return jenkins.jenkins.getAllItems(WorkflowJob.class).iterator().next().getLastBuild();
    }

    /** Bitbucket did what it was asked, and its answers never reached the Jenkins that asked. */
    @Test
    void goesOnAfterARestartAndDoesNothingTwice() throws Throwable {
        CountDownLatch asked = new CountDownLatch(2);
        acme.infra.commit("bump", "versions.tf", "1.9");
        acme.bitbucket.misbehave(request -> {
            if (!request.method().equals("POST")) {
                return Fault.none();
            }
            asked.countDown();
            return Fault.delay(Duration.ofMinutes(10));
        });

        sessions.then(jenkins -> {
            AcmeJenkins.speakWith(acme);
            AcmeJenkins.addCredential(acme);
            WorkflowJob job = AcmeJenkins.pipeline(jenkins, """
                    parallel(
                        branch: {
                            bitbucketCreateBranch(
                                credentialsId: 'bitbucket-prod', repository: 'acme/infra', branch: 'release')
                        },
                        pullRequest: {
                            def pr = bitbucketOpenPullRequest(
                                credentialsId: 'bitbucket-prod',
                                repository: 'acme/infra',
                                sourceBranch: 'bump',
                                title: 'Terraform 1.9')
                            echo "after the restart: #${pr.id}"
                        })
                    """);
            job.scheduleBuild2(0).waitForStart();
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        });
        acme.bitbucket.misbehave(request -> Fault.none());
        sessions.then(jenkins -> {
            WorkflowRun run = build(jenkins);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));

            assertThat(JenkinsRule.getLog(run))
                    .contains("Resuming build")
                    .containsOnlyOnce("Created the branch release in acme/infra")
                    .containsOnlyOnce("The pull request #1 “Terraform 1.9” is already open in acme/infra")
                    .containsOnlyOnce("after the restart: #1");
        });
        assertThat(acme.infra.branches()).containsExactly("bump", "main", "release");
        assertThat(acme.infra.tip("release")).contains(acme.firstCommit);
        assertThat(acme.infra.pullRequests()).hasSize(1);
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
            WorkflowRun run =
                    AcmeJenkins.pipeline(jenkins, """
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
                            """).scheduleBuild2(0).waitForStart();
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

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
            WorkflowRun run = build(jenkins);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));

            assertThat(JenkinsRule.getLog(run))
                    .containsOnlyOnce("Created the branch release in acme/infra")
                    .doesNotContain("The branch release already exists in acme/infra")
                    .containsOnlyOnce("went on with release")
                    .containsOnlyOnce("went on with #1");
        });
        assertThat(acme.infra.branches()).containsExactly("bump", "main", "release");
        assertThat(acme.infra.pullRequests()).hasSize(1);
    }
}
