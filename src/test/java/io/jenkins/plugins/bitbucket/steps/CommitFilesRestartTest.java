package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

@Timeout(240)
class CommitFilesRestartTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @AutoClose
    private final Acme acme = new Acme();

    /** Bitbucket made the commit, its answer never reached the Jenkins that asked, and others went on. */
    @Test
    void findsItsCommitAfterARestart() throws Throwable {
        CountDownLatch asked = new CountDownLatch(1);
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
                    """);
            job.scheduleBuild2(0).waitForStart();
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            while (acme.infra.tip("main").orElseThrow().equals(acme.firstCommit)) {
                Thread.onSpinWait();
            }
        });
        acme.bitbucket.misbehave(request -> Fault.none());
        String own = acme.infra.tip("main").orElseThrow();
        acme.infra.commit("main", "generated/api.txt", "by somebody");
        sessions.then(jenkins -> {
            WorkflowRun run = jenkins.jenkins
                    .getAllItems(WorkflowJob.class)
                    .iterator()
                    .next()
                    .getLastBuild();
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));

            assertThat(JenkinsRule.getLog(run))
                    .contains("Resuming build")
                    .containsOnlyOnce("after the restart: " + own + " true");
            assertThat(run.getRootDir().list()).noneMatch(name -> name.startsWith("bitbucketCommitFiles"));
        });
        List<RevCommit> commits = acme.infra
                .git()
                .history()
                .log(
                        List.of(ObjectId.fromString(acme.infra.tip("main").orElseThrow())),
                        List.of(ObjectId.fromString(acme.firstCommit)),
                        "");
        assertThat(commits).hasSize(2);
    }
}
