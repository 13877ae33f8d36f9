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
import io.jenkins.plugins.bitbucket.testing.PinnedCarriers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.flow.GraphListener;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graph.StepNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** Many builds wait for Bitbucket at the same time. */
@Tag("each-jdk")
class LoadTest extends StepTest {

    private static final int BUILDS = 1000;
    private static final int SOME_BUILDS = 100;
    private static final int AT_ONCE = 25;
    // On Java 24 and newer, a waiting request holds no thread; otherwise, requests without a thread are queued.
    private static final int MAX_REQUESTS = Runtime.version().feature() >= 24 ? BUILDS : 60;

    private static final Semaphore STARTED = new Semaphore(0);

    private final CompletableFuture<Void> answer = new CompletableFuture<>();
    private final List<Future<WorkflowRun>> builds = new ArrayList<>();

    @AutoClose
    private final PinnedCarriers pinned = new PinnedCarriers();

    @AfterEach
    void waitAsUsual() {
        answer.complete(null);
        BitbucketCloudConfiguration.get().setRequestTimeoutSeconds(BitbucketCloudConfiguration.DEFAULT_ANSWER_SECONDS);
    }

    @Test
    @Timeout(420)
    void aThousandBuildsWaitWithoutAThreadForEach() throws Exception {
        BitbucketCloudConfiguration.get().setRequestTimeoutSeconds(600);
        WorkflowJob job = pipeline("bitbucketCreateBranch credentialsId: 'bitbucket-prod', repository: 'acme/infra',"
                + " branch: params.BRANCH, from: 'main'");
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("BRANCH")));
        job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.PERFORMANCE_OPTIMIZED));
        // The first time, code is compiled and classes are loaded.
        timeOfAPage();
        jenkins.assertBuildStatusSuccess(start(job, "first"));
        STARTED.acquire();
        pinned.start();
        Semaphore requested = new Semaphore(0);
        acme.bitbucket.misbehave(request -> {
            requested.release();
            return Fault.hold(answer);
        });
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.resetPeakThreadCount();
        int atThePeakOfSome = 0;

        // Not all at once: a starting Pipeline needs a thread of Jenkins, which is not the subject here.
        for (int i = 0; i < BUILDS; i++) {
            builds.add(start(job, "branch-" + i));
            if (builds.size() % AT_ONCE == 0) {
                assertThat(STARTED.tryAcquire(AT_ONCE, 120, TimeUnit.SECONDS)).isTrue();
            }
            if (builds.size() == SOME_BUILDS) {
                atThePeakOfSome = threads.getPeakThreadCount();
                threads.resetPeakThreadCount();
            }
        }
        assertThat(requested.tryAcquire(MAX_REQUESTS, 120, TimeUnit.SECONDS)).isTrue();
        int atThePeak = threads.getPeakThreadCount();
        Duration page = timeOfAPage();
        AtomicInteger waiting = new AtomicInteger();
        StepExecution.applyAll(BitbucketStepExecution.class, step -> {
                    waiting.incrementAndGet();
                    return null;
                })
                .get();
        int inFlight = acme.bitbucket.unansweredRequests();
        answer.complete(null);
        for (Future<WorkflowRun> build : builds) {
            jenkins.assertBuildStatus(Result.SUCCESS, build.get());
        }

        Figures.write(
                "Load on JDK " + Runtime.version().feature(),
                waiting + " steps in flight with " + inFlight + " requests, " + atThePeak
                        + " threads at the peak of the whole controller and its Bitbucket (" + atThePeakOfSome
                        + " with " + SOME_BUILDS + " steps), a page in " + page.toMillis() + " ms");
        assertThat(waiting).hasValue(BUILDS);
        assertThat(inFlight).isEqualTo(MAX_REQUESTS);
        assertThat(pinned.ofPluginOrOkHttp()).isEmpty();
        assertThat(atThePeak).isLessThan(atThePeakOfSome + SOME_BUILDS);
        assertThat(acme.infra.branches())
                .containsAll(
                        IntStream.range(0, BUILDS).mapToObj(i -> "branch-" + i).toList());
    }

    private static Future<WorkflowRun> start(WorkflowJob job, String branch) {
        return job.scheduleBuild2(0, new ParametersAction(new StringParameterValue("BRANCH", branch)));
    }

    /** Observes each of the steps when it is about to start. */
    @TestExtension
    public static final class Starts implements GraphListener {
        @Override
        public void onNewHead(FlowNode node) {
            if (node instanceof StepNode step && step.getDescriptor() instanceof CreateBranchStep.DescriptorImpl) {
                STARTED.release();
            }
        }
    }

    private static Duration timeOfAPage() throws Exception {
        try (JenkinsRule.WebClient browser = browser()) {
            browser.getOptions().setJavaScriptEnabled(false);
            long start = System.nanoTime();
            assertThat(browser.goTo("login").getTitleText()).contains("Jenkins");
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }
}
