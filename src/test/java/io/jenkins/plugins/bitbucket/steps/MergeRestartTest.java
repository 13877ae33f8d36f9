package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A Jenkins that is killed or stopped while a build waits for a green pull request. */
@Timeout(600)
class MergeRestartTest {

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    @AutoClose
    private final Acme acme = new Acme();

    /** Counts down with each poll of the pull request. */
    static CountDownLatch looks(Acme acme, int expected) {
        CountDownLatch looks = new CountDownLatch(expected);
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith("/pullrequests/1")) {
                looks.countDown();
            }
            return Fault.none();
        });
        return looks;
    }

    @Test
    void theBuildGoesOnWaitingAndMergesOnce() throws Throwable {
        acme.openPullRequest("bump");
        String commit = acme.infra.tip("bump").orElseThrow();
        acme.infra.setStatus(commit, "build", "INPROGRESS");

        CountDownLatch first = looks(acme, 2);
        jenkins.startJenkins();
        jenkins.runRemotely(
                MergeRestartTest::start,
                acme.bitbucket.apiUrl().toString(),
                acme.ci.tokenWithAllScopes(),
                acme.firstCommit);
        assertThat(first.await(120, TimeUnit.SECONDS)).isTrue();
        jenkins.stopJenkinsForcibly();

        CountDownLatch second = looks(acme, 2);
        jenkins.startJenkins();
        assertThat(second.await(120, TimeUnit.SECONDS)).isTrue();
        jenkins.stopJenkins();
        assertThat(acme.infra.pullRequests().get(0).state()).isEqualTo("OPEN");
        assertThat(acme.infra.statuses(acme.firstCommit).get(0).state()).isEqualTo("INPROGRESS");

        acme.infra.setStatus(commit, "build", "SUCCESSFUL");
        jenkins.startJenkins();
        String console = jenkins.runRemotely(MergeRestartTest::consoleOfTheEnd);

        assertThat(console)
                .containsOnlyOnce("Merged the pull request #1 “Change bump” of acme/infra")
                .containsOnlyOnce("The build status “release” is SUCCESSFUL")
                .containsOnlyOnce("merged: " + commit.substring(0, 12));
        assertThat(acme.infra.pullRequests().get(0).state()).isEqualTo("MERGED");
        assertThat(acme.infra.statuses(acme.firstCommit))
                .singleElement()
                .satisfies(status -> assertThat(status.state()).isEqualTo("SUCCESSFUL"));
        assertThat(acme.bitbucket.requests())
                .filteredOn(request -> request.path().endsWith("/merge"))
                .hasSize(1);
    }

    static void start(JenkinsRule jenkins, String apiUrl, String token, String releasedCommit) throws Throwable {
        BitbucketCloudConfiguration.get().setApiUrl(apiUrl);
        AcmeJenkins.add(jenkins.jenkins, AcmeJenkins.credential(token));
        AcmeJenkins.pipeline(jenkins, """
                        bitbucketBuildStatus(
                            credentialsId: 'bitbucket-prod', repository: 'acme/infra', commit: '%s', key: 'release') {
                            def pr = bitbucketMergePullRequest(
                                credentialsId: 'bitbucket-prod', repository: 'acme/infra', id: 1, when: 'green')
                            echo "merged: ${pr.sourceCommit}"
                        }
                        """.formatted(releasedCommit))
                .scheduleBuild2(0)
                .waitForStart();
    }

    static String consoleOfTheEnd(JenkinsRule jenkins) throws Throwable {
        WorkflowRun run =
                Jenkins.get().getAllItems(WorkflowJob.class).iterator().next().getLastBuild();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        return JenkinsRule.getLog(run);
    }
}
