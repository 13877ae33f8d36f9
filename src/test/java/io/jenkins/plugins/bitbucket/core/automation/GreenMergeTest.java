package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.INFRA;
import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.When;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.emulator.state.Account;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.emulator.state.LostPart;
import io.jenkins.plugins.bitbucket.emulator.state.Vote.Opinion;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Merges green pull requests, and waits for others. */
class GreenMergeTest {

    private static final String JENKINS = "https://jenkins.acme.example/job/";

    @AutoClose
    private final Acme acme = new Acme();

    private final PullRequestId id = acme.openPullRequest("bump");
    private final String commit = tip("bump");
    private final Account jane = acme.anotherAccount();
    private final Account joe = acme.anotherAccount();
    private final Told told = new Told();
    private final BitbucketClient client = acme.answeringWithin(Duration.ofSeconds(20))
            .as(
                    Acme.credential(acme.ci),
                    new RetryPolicy(Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofMillis(10), told));

    private CompletableFuture<MergeResult> merge(int approvals, boolean allowNone, Optional<String> ownBuild) {
        return new MergePullRequest()
                .run(
                        new Request(
                                id,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                When.GREEN,
                                approvals,
                                allowNone,
                                ownBuild),
                        client);
    }

    private CompletableFuture<MergeResult> merge(int approvals, boolean allowNone) {
        return merge(approvals, allowNone, Optional.empty());
    }

    private CompletableFuture<MergeResult> merge() {
        return merge(0, false);
    }

    private void report(String key, SetBuildStatus.State state) {
        new SetBuildStatus()
                .run(
                        new SetBuildStatus.Request(
                                INFRA,
                                commit,
                                state,
                                key,
                                Optional.empty(),
                                Optional.empty(),
                                URI.create(JENKINS + key),
                                Optional.empty()),
                        acme.client())
                .join();
    }

    private String tip(String branch) {
        return acme.infra.tip(branch).orElseThrow();
    }

    private HostedPullRequest pullRequest() {
        return acme.infra.pullRequests().get(0);
    }

    private void awaitTold(String sentence) {
        told.await(sentence);
        assertThat(pullRequest().state()).isEqualTo("OPEN");
    }

    @Test
    void mergesAGreenPullRequestImmediately() {
        acme.infra.setStatus(commit, "build", "SUCCESSFUL");

        MergeResult result = merge().join();

        assertThat(result.pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(commit).startsWith(result.sourceCommit().orElseThrow());
        assertThat(told.sentences()).isEmpty();
        assertThat(client.requestsSent()).isEqualTo(4);
    }

    @Test
    void waitsForEveryBuild() {
        CompletableFuture<MergeResult> merge = merge();
        awaitTold("#1 of acme/infra is not merged yet: no build has reported on its commit " + commit.substring(0, 12));

        acme.infra.setStatus(commit, "build", "SUCCESSFUL").setStatus(commit, "deploy", "INPROGRESS");
        awaitTold("#1 of acme/infra is not merged yet: “deploy” is INPROGRESS of its commit");

        acme.infra.setStatus(commit, "deploy", "SUCCESSFUL");
        assertThat(merge.join().pullRequest().state()).isEqualTo("MERGED");
        assertThat(told.sentences()).hasSize(2);
    }

    @Test
    void doesNotWaitForTheBuildThatMerges() {
        report("merge", SetBuildStatus.State.INPROGRESS);
        report("unit", SetBuildStatus.State.INPROGRESS);
        CompletableFuture<MergeResult> merge = merge(0, false, Optional.of(JENKINS + "merge"));
        awaitTold("#1 of acme/infra is not merged yet: “unit” is INPROGRESS of its commit");

        report("unit", SetBuildStatus.State.SUCCESSFUL);
        assertThat(merge.join().pullRequest().state()).isEqualTo("MERGED");
    }

    @Test
    void aBuildStatusWithoutAStateIsNotGreen() {
        acme.infra.setStatus(commit, "build", "SUCCESSFUL").setStatus(commit, "deploy", "INPROGRESS");
        acme.bitbucket.misbehave(request ->
                request.path().endsWith("/statuses") ? Fault.edited(JsonEdit.remove("/values/1/state")) : Fault.none());
        CompletableFuture<MergeResult> merge = merge();
        awaitTold("“deploy” is UNKNOWN");

        acme.bitbucket.misbehave(request -> Fault.none());
        acme.infra.setStatus(commit, "deploy", "SUCCESSFUL");
        assertThat(merge.join().pullRequest().state()).isEqualTo("MERGED");
    }

    @Test
    void acceptsNoBuildsIfAllowed() {
        assertThat(merge(0, true).join().pullRequest().state()).isEqualTo("MERGED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "STOPPED"})
    void aBuildThatFailsEndsTheWaitAndIsNamed(String state) {
        acme.infra.setStatus(commit, "unit", "SUCCESSFUL").setStatus(commit, "build", "INPROGRESS");
        CompletableFuture<MergeResult> merge = merge();
        awaitTold("“build” is INPROGRESS");

        acme.infra.setStatus(commit, "build", state);

        assertThat(failureOf(merge))
                .isInstanceOf(Invalid.class)
                .hasMessage(
                        "Can't merge the pull request #1 of acme/infra with the credential “bitbucket-prod”: the build"
                                + " status “build” is " + state + ", of its commit " + commit.substring(0, 12)
                                + ". Push a fix, or run the build again, and then merge.");
    }

    @Test
    void waitsForTheRequiredApprovalsNotCountingTheAuthors() {
        acme.infra.setStatus(commit, "build", "SUCCESSFUL");
        acme.infra.vote(1, acme.ci, Opinion.APPROVED).vote(1, jane, Opinion.APPROVED);
        CompletableFuture<MergeResult> merge = merge(2, false);
        awaitTold("it has 1 of 2 approvals");

        acme.infra.vote(1, joe, Opinion.APPROVED);

        assertThat(merge.join().pullRequest().state()).isEqualTo("MERGED");
    }

    @Test
    void waitsWhileSomebodyRequestsChanges() {
        acme.infra.setStatus(commit, "build", "SUCCESSFUL");
        acme.infra.vote(1, jane, Opinion.CHANGES_REQUESTED);
        CompletableFuture<MergeResult> merge = merge();
        awaitTold("changes are requested by " + jane.displayName());

        acme.infra.vote(1, jane, Opinion.APPROVED);

        assertThat(merge.join().pullRequest().state()).isEqualTo("MERGED");
    }

    @Test
    void aDeclineEndsTheWait() {
        CompletableFuture<MergeResult> merge = merge();
        awaitTold("no build has reported");

        new DeclinePullRequest()
                .run(new DeclinePullRequest.Request(id, Optional.empty()), acme.client())
                .join();

        assertThat(failureOf(merge)).isInstanceOf(Invalid.class).hasMessageContaining("it is declined");
    }

    @Test
    void aMergeBySomebodyElseEndsTheWait() {
        CompletableFuture<MergeResult> merge = merge();
        awaitTold("no build has reported");

        acme.infra.merge(1);

        assertThat(merge.join().pullRequest().outcome()).isEqualTo(Outcome.FOUND);
    }

    @Test
    void aPushAfterTheBuildsSucceededRestartsTheWait() {
        acme.infra.setStatus(commit, "build", "SUCCESSFUL");
        AtomicInteger looks = new AtomicInteger();
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith("/pullrequests/1") && looks.incrementAndGet() == 2) {
                acme.infra.commit("bump", "more.tf", "pushed after the statuses were read");
            }
            return Fault.none();
        });

        CompletableFuture<MergeResult> merge = merge();
        awaitTold("the wait starts over");
        String pushed = tip("bump");
        awaitTold("no build has reported on its commit " + pushed.substring(0, 12));
        acme.infra.setStatus(pushed, "build", "SUCCESSFUL");

        assertThat(pushed).startsWith(merge.join().sourceCommit().orElseThrow());
        assertThat(merge.join().expected()).isEmpty();
    }

    @Test
    void aPushAtTheLastMomentIsReported() {
        acme.infra.setStatus(commit, "build", "SUCCESSFUL");
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith("/merge")) {
                acme.infra.commit("bump", "last.tf", "pushed in the last moment");
            }
            return Fault.none();
        });

        MergeResult result = merge().join();

        assertThat(commit).startsWith(result.expected().orElseThrow());
        assertThat(tip("bump")).startsWith(result.sourceCommit().orElseThrow());
    }

    @Test
    void aPushAtTheLastMomentIsReportedAfterALostResponse() {
        acme.infra.setStatus(commit, "build", "SUCCESSFUL");
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith("/merge")) {
                acme.infra.commit("bump", "last.tf", "pushed in the last moment");
                return Fault.dropAfter();
            }
            return Fault.none();
        });

        assertThat(merge().join().expected()).isPresent();
    }

    @Test
    void statusesOfOlderCommitsDoNotCount() {
        // It is not documented whether a list contains them.
        acme.infra.setStatus(commit, "build", "FAILED");
        String older = acme.client()
                .repository(Acme.INFRA)
                .status(commit, "build")
                .join()
                .commit()
                .orElseThrow();
        String pushed = acme.infra.commit("bump", "more.tf", "1");
        acme.infra.setStatus(pushed, "build", "SUCCESSFUL");
        acme.bitbucket.misbehave(request -> request.path().endsWith("/statuses")
                ? Fault.changed(body -> body.replace(
                        "\"values\":[",
                        "\"values\":[{\"key\":\"old\",\"state\":\"FAILED\",\"links\":{\"commit\":{\"href\":\"https://x/commit/"
                                + older + "\"}}},"))
                : Fault.none());

        assertThat(pushed).startsWith(merge().join().sourceCommit().orElseThrow());
    }

    @Test
    void withoutASourceCommitNothingIsGreen() {
        acme.infra.lose(1, LostPart.SOURCE_COMMIT);

        assertThat(failureOf(merge()))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("Bitbucket does not report the newest commit of its source branch");
    }

    @Test
    void aWaitSurvivesTransientFailures() {
        CompletableFuture<MergeResult> merge = merge();
        awaitTold("no build has reported");
        acme.bitbucket.misbehaveOnce(
                Fault.status(503), Fault.dropBefore(), Fault.rateLimited(Duration.ZERO), Fault.status(555));

        acme.infra.setStatus(commit, "build", "SUCCESSFUL");

        assertThat(merge.join().pullRequest().state()).isEqualTo("MERGED");
    }

    @Test
    void aCancelledWaitSendsNothingMore() {
        CompletableFuture<MergeResult> merge = merge();
        awaitTold("no build has reported");

        merge.cancel(true);
        int asked = client.requestsSent();
        acme.infra.setStatus(commit, "build", "SUCCESSFUL");
        BitbucketClient other = acme.client();
        for (int i = 0; i < 50; i++) {
            other.currentUser().join();
        }

        assertThat(client.requestsSent()).isEqualTo(asked);
        assertThat(pullRequest().state()).isEqualTo("OPEN");
    }
}
