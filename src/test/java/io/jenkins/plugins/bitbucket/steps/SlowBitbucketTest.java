package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** A step that waits for a response that would come long after the test. */
class SlowBitbucketTest extends StepTest {

    private static final String CREATE_BRANCH = "bitbucketCreateBranch credentialsId: 'bitbucket-prod',"
            + " repository: 'acme/infra', branch: 'bump', from: 'main'";

    private final CountDownLatch asked = new CountDownLatch(1);
    private WorkflowRun run;

    @BeforeEach
    void answerTooLate() {
        acme.bitbucket.misbehave(request -> {
            asked.countDown();
            return Fault.delay(Duration.ofMinutes(10));
        });
    }

    @AfterEach
    void end() throws Exception {
        run.doStop();
        jenkins.waitForCompletion(run);
    }

    private void startAndAwaitTheRequest(WorkflowJob job) throws Exception {
        run = job.scheduleBuild2(0).waitForStart();
        assertThat(asked.await(2, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void holdsNoThreadAndReportsWhatItWaitsFor() throws Exception {
        startAndAwaitTheRequest(pipeline(CREATE_BRANCH));

        // The thread that sent the request may still be about to return.
        Instant limit = Instant.now().plusSeconds(20);
        while (!threadsOfThePlugin().isEmpty() && Instant.now().isBefore(limit)) {
            Thread.onSpinWait();
        }

        assertThat(threadsOfThePlugin()).isEmpty();
        assertThat(run.isBuilding()).isTrue();
        try (JenkinsRule.WebClient browser = browser()) {
            assertThat(browser.getPage(run, "threadDump").getBody().getTextContent())
                    .contains("creating the branch bump in acme/infra");
        }
    }

    /** Their stacks, without the test's own. */
    private static List<String> threadsOfThePlugin() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey() != Thread.currentThread())
                .map(Map.Entry::getValue)
                .map(Arrays::toString)
                .filter(stack -> stack.matches(".*io\\.jenkins\\.plugins\\.bitbucket\\.(steps|automation|api)\\..*"))
                .toList();
    }

    @Test
    void endsAtOnceWhenTheBuildIsAborted() throws Exception {
        startAndAwaitTheRequest(pipeline(CREATE_BRANCH));

        run.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertThat(JenkinsRule.getLog(run)).doesNotContain("\tat ", "Created the branch");
    }

    @Test
    void sendsNothingAfterTheBuildWasAborted() throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        acme.bitbucket.misbehave(request -> {
            asked.countDown();
            awaitMinutes(aborted);
            return Fault.none();
        });
        // Two requests: it first asks for the main branch.
        startAndAwaitTheRequest(pipeline(CREATE_BRANCH.replace(", from: 'main'", "")));

        run.doStop();
        jenkins.waitForCompletion(run);
        aborted.countDown();

        // Another build from start to end, during which the second request of the first build would have been sent.
        succeed(CREATE_BRANCH.replace("bump", "other"));
        assertThat(acme.infra.branches()).containsExactly("main", "other");
    }

    private static void awaitMinutes(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void endsAtTheTimeoutOfThePipeline() throws Exception {
        startAndAwaitTheRequest(pipeline("timeout(time: 10, unit: 'SECONDS') { " + CREATE_BRANCH + " }"));

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("Timeout has been exceeded", run);
    }
}
