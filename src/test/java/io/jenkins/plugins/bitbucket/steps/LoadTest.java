package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.testing.Figures;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;

/** Many builds wait for Bitbucket at the same time. */
@Tag("each-jdk")
class LoadTest extends StepTest {

    private static final int BUILDS = 1000;
    private static final int SOME_BUILDS = 100;
    private static final int AT_ONCE = 25;

    private final CompletableFuture<Void> answer = new CompletableFuture<>();
    private final List<Future<WorkflowRun>> builds = new ArrayList<>();

    @AfterEach
    void waitAsUsual() {
        answer.complete(null);
        BitbucketCloudConfiguration.get().setRequestTimeoutSeconds(BitbucketCloudConfiguration.DEFAULT_ANSWER_SECONDS);
    }

    @Test
    @Timeout(420)
    void aThousandBuildsWaitWithoutAThreadForEach() throws Exception {
        BitbucketCloudConfiguration.get().setRequestTimeoutSeconds(600);
        Semaphore waiting = new Semaphore(0);
        acme.bitbucket.misbehave(request -> {
            waiting.release();
            return Fault.hold(answer);
        });
        WorkflowJob job = pipeline("bitbucketCreateBranch credentialsId: 'bitbucket-prod', repository: 'acme/infra',"
                + " branch: params.BRANCH, from: 'main'");
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("BRANCH")));
        job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.PERFORMANCE_OPTIMIZED));
        // The first time it is compiled.
        timeOfAPage();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.resetPeakThreadCount();
        int atThePeakOfSome = 0;

        // Not all at once: a Pipeline that is about to start takes a thread of Jenkins', and that is not the question.
        for (int i = 0; i < BUILDS; i++) {
            builds.add(job.scheduleBuild2(0, new ParametersAction(new StringParameterValue("BRANCH", "branch-" + i))));
            if (builds.size() % AT_ONCE == 0) {
                assertThat(waiting.tryAcquire(AT_ONCE, 120, TimeUnit.SECONDS)).isTrue();
            }
            if (builds.size() == SOME_BUILDS) {
                atThePeakOfSome = threads.getPeakThreadCount();
                threads.resetPeakThreadCount();
            }
        }
        int atThePeak = threads.getPeakThreadCount();
        Duration page = timeOfAPage();
        int inFlight = acme.bitbucket.unansweredRequests();
        answer.complete(null);
        for (Future<WorkflowRun> build : builds) {
            jenkins.assertBuildStatus(Result.SUCCESS, build.get());
        }

        Figures.write(
                "Load on JDK " + Runtime.version().feature(),
                inFlight + " steps in flight, " + atThePeak + " threads at the peak of the whole controller and its"
                        + " Bitbucket (" + atThePeakOfSome + " with " + SOME_BUILDS + "), a page in " + page.toMillis()
                        + " ms");
        assertThat(inFlight).isEqualTo(BUILDS);
        assertThat(atThePeak).isLessThan(atThePeakOfSome + SOME_BUILDS);
        assertThat(acme.infra.branches())
                .containsAll(
                        IntStream.range(0, BUILDS).mapToObj(i -> "branch-" + i).toList());
    }

    private static Duration timeOfAPage() throws Exception {
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            browser.getOptions().setJavaScriptEnabled(false);
            browser.getOptions().setCssEnabled(false);
            long start = System.nanoTime();
            assertThat(browser.goTo("login").getTitleText()).contains("Jenkins");
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }
}
