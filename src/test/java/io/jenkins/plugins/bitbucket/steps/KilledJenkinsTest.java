package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.PullRequestChange;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.ServerRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.HostedRepository;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.Figures;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

/** A Jenkins in a separate process, which is killed in the middle of every operation, twice. */
@Timeout(600)
class KilledJenkinsTest {

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    @AutoClose
    private final Acme acme = new Acme();

    private enum Work {
        BRANCH,
        BRANCH_FROM_MAIN,
        PULL_REQUEST,
        PULL_REQUEST_TO_UPDATE;

        String step(String repository) {
            String common = "credentialsId: 'bitbucket-prod', repository: 'acme/" + repository + "', ";
            return switch (this) {
                case BRANCH -> "bitbucketCreateBranch(" + common + "branch: 'release', from: 'main')";
                case BRANCH_FROM_MAIN -> "bitbucketCreateBranch(" + common + "branch: 'release')";
                default ->
                    "bitbucketOpenPullRequest(" + common
                            + "sourceBranch: 'bump', destinationBranch: 'main', title: 'Terraform 1.9')";
            };
        }
    }

    /** The request at which Jenkins is killed. */
    private enum Moment {
        FIRST_REQUEST,
        BEFORE_THE_CHANGE,
        AFTER_THE_CHANGE;

        boolean isAt(ServerRequest request) {
            return this == FIRST_REQUEST || request.method().matches("POST|PUT");
        }
    }

    /** An operation in its own repository. */
    private record Operation(Work work, Moment moment, HostedRepository repository) {}

    private final List<Operation> operations = new ArrayList<>();

    /** Delays the request of each operation until {@code jenkinsIsGone}. */
    private CountDownLatch hold(int expected, CompletableFuture<Void> jenkinsIsGone) {
        CountDownLatch held = new CountDownLatch(expected);
        Set<Operation> holding = new HashSet<>();
        acme.bitbucket.misbehave(request -> {
            Operation operation = operations.stream()
                    .filter(o ->
                            (request.path() + "/").contains("/" + o.repository().slug() + "/"))
                    .findFirst()
                    .orElseThrow();
            synchronized (holding) {
                if (!operation.moment().isAt(request) || !holding.add(operation)) {
                    return Fault.none();
                }
            }
            held.countDown();
            return operation.moment() == Moment.AFTER_THE_CHANGE
                    ? Fault.hold(jenkinsIsGone)
                    : Fault.holdBefore(jenkinsIsGone);
        });
        return held;
    }

    @Test
    void continuesAfterwardsAndDoesEverythingOnce() throws Throwable {
        StringBuilder script = new StringBuilder("parallel(\n");
        for (Work work : Work.values()) {
            for (Moment moment : Moment.values()) {
                Operation operation = operation(work, moment);
                operations.add(operation);
                String name = work + " " + moment;
                script.append("'%s': { echo \"%s: ${%s}\" },%n"
                        .formatted(name, name, work.step(operation.repository().slug())));
            }
        }
        script.append("failFast: false)");

        CompletableFuture<Void> killed = new CompletableFuture<>();
        CountDownLatch allHeld = hold(operations.size(), killed);
        jenkins.startJenkins();
        jenkins.runRemotely(
                KilledJenkinsTest::start,
                acme.bitbucket.apiUrl().toString(),
                acme.ci.tokenWithAllScopes(),
                script.toString());
        assertThat(allHeld.await(120, TimeUnit.SECONDS)).isTrue();
        jenkins.stopJenkinsForcibly();
        killed.complete(null);

        // What was already done is found now, and not requested again.
        int notDone = operations.size() - Work.values().length;
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        CountDownLatch othersHeld = hold(notDone, stopped);
        jenkins.startJenkins();
        assertThat(othersHeld.await(120, TimeUnit.SECONDS)).isTrue();
        jenkins.stopJenkins();
        stopped.complete(null);

        acme.bitbucket.misbehave(request -> Fault.none());
        jenkins.startJenkins();
        String console = jenkins.runRemotely(KilledJenkinsTest::consoleOfTheEnd);

        int duplicates = 0;
        int lost = 0;
        for (Operation operation : operations) {
            assertThat(console).containsOnlyOnce(operation.work() + " " + operation.moment() + ": ");
            List<String> branches = operation.repository().branches();
            List<HostedPullRequest> pullRequests = operation.repository().pullRequests();
            boolean branch = operation.work().name().startsWith("BRANCH");
            duplicates += branch ? Math.max(0, branches.size() - 2) : Math.max(0, pullRequests.size() - 1);
            lost += branch
                    ? (branches.contains("release") ? 0 : 1)
                    : (pullRequests.stream().anyMatch(p -> p.title().equals("Terraform 1.9")) ? 0 : 1);
        }
        Figures.write(
                "Restarts",
                operations.size() + " operations of a build ended " + (operations.size() + notDone)
                        + " times by a kill and a restart, " + duplicates + " duplicates, " + lost + " lost");
        assertThat(duplicates).isZero();
        assertThat(lost).isZero();
    }

    private Operation operation(Work work, Moment moment) {
        String slug = (work + "-" + moment).toLowerCase().replace('_', '-');
        HostedRepository repository = acme.workspace.repository(slug);
        repository.commit("main", "README.md", "Acme\n");
        if (work == Work.PULL_REQUEST || work == Work.PULL_REQUEST_TO_UPDATE) {
            repository.commit("bump", "versions.tf", "1.9");
        }
        if (work == Work.PULL_REQUEST_TO_UPDATE) {
            acme.client()
                    .repository(new RepositoryId("acme", slug))
                    .openPullRequest(new PullRequestChange().title("Terraform").source(new BranchName("bump")))
                    .join();
        }
        return new Operation(work, moment, repository);
    }

    private static void start(JenkinsRule jenkins, String apiUrl, String token, String script) throws Throwable {
        BitbucketCloudConfiguration.get().setApiUrl(apiUrl);
        AcmeJenkins.add(jenkins.jenkins, AcmeJenkins.credential(token));
        AcmeJenkins.pipeline(jenkins, script).scheduleBuild2(0).waitForStart();
    }

    private static String consoleOfTheEnd(JenkinsRule jenkins) throws Throwable {
        WorkflowRun run =
                Jenkins.get().getAllItems(WorkflowJob.class).iterator().next().getLastBuild();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        return JenkinsRule.getLog(run);
    }
}
