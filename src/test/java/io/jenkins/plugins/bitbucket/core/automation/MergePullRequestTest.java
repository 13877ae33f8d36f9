package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.Strategy;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.When;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.state.HostedPullRequest;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Immediate merges. */
class MergePullRequestTest {

    @AutoClose
    private final Acme acme = new Acme();

    private final PullRequestId id = acme.openPullRequest("bump");

    private CompletableFuture<MergeResult> merge(BitbucketClient client) {
        return new MergePullRequest().run(Request.of(id), client);
    }

    private Request request(
            Optional<Strategy> strategy, Optional<String> message, When when, int approvals, boolean allowNone) {
        return new Request(id, strategy, message, Optional.empty(), when, approvals, allowNone, Optional.empty());
    }

    private HostedPullRequest pullRequest() {
        return acme.infra.pullRequests().get(0);
    }

    private String tip(String branch) {
        return acme.infra.tip(branch).orElseThrow();
    }

    @Test
    void mergesWithACommit() {
        MergeResult result = merge(acme.client()).join();

        assertThat(pullRequest().state()).isEqualTo("MERGED");
        assertThat(result.pullRequest().state()).isEqualTo("MERGED");
        assertThat(result.pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(tip("main")).startsWith(result.commit().orElseThrow());
        assertThat(tip("bump")).startsWith(result.sourceCommit().orElseThrow());
        assertThat(result.expected()).isEmpty();
    }

    @Test
    void mergesWithTheGivenOptions() {
        new MergePullRequest()
                .run(
                        new Request(
                                id,
                                Optional.of(Strategy.SQUASH),
                                Optional.of("Terraform 1.9\n\nAll of it"),
                                Optional.of(true),
                                When.NOW,
                                0,
                                false,
                                Optional.empty()),
                        acme.client())
                .join();

        var commit = acme.infra.git().commit(ObjectId.fromString(tip("main")));
        assertThat(commit.getFullMessage().strip()).isEqualTo("Terraform 1.9\n\nAll of it");
        assertThat(commit.getParentCount()).isOne();
        assertThat(acme.infra.branches()).containsExactly("main");
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void everyStrategyIsOneOfBitbuckets(Strategy strategy) {
        assertThat(new MergePullRequest()
                        .run(request(Optional.of(strategy), Optional.empty(), When.NOW, 0, false), acme.client())
                        .join()
                        .pullRequest()
                        .state())
                .isEqualTo("MERGED");
    }

    @Test
    void findsAMergedPullRequest() {
        acme.infra.merge(1);

        assertThat(merge(acme.client()).join().pullRequest().outcome()).isEqualTo(Outcome.FOUND);
    }

    @Test
    void findsAPullRequestThatSomebodyMergesAtTheSameTime() {
        once("/merge", () -> acme.infra.merge(1));

        assertThat(merge(acme.client()).join().pullRequest().outcome()).isEqualTo(Outcome.FOUND);
    }

    @Test
    void failsForADeclinedPullRequest() {
        new DeclinePullRequest()
                .run(new DeclinePullRequest.Request(id, Optional.empty()), acme.client())
                .join();

        assertThat(failureOf(merge(acme.client())))
                .isInstanceOf(Invalid.class)
                .hasMessage("Can't merge the pull request #1 of acme/infra with the credential “bitbucket-prod”: it "
                        + "is declined. A closed pull request can't be reopened: open a new one.");
    }

    @Test
    void reportsAConflict() {
        acme.infra.commit("bump", "README.md", "Of bump\n");
        acme.infra.commit("main", "README.md", "Of main\n");

        assertThat(failureOf(merge(acme.client())))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("Bitbucket says “You can't merge until you resolve all merge conflicts.” (400)");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409})
    void reportsAnUnmetMergeCheck(int status) {
        acme.infra.failMergeCheck(status, "At least 2 approvals are needed.");

        assertThat(failureOf(merge(acme.patientClient())))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("“At least 2 approvals are needed.” (" + status + ")");
        assertThat(pullRequest().state()).isEqualTo("OPEN");
    }

    @Test
    void reportsAMissingWritePermission() {
        acme.infra.readOnlyFor(acme.ci);

        assertThat(failureOf(merge(acme.client()))).isInstanceOf(PermissionMissing.class);
    }

    @Test
    void waitsForAMergeInTheBackground() {
        acme.bitbucket.quirks().mergesInBackground(5);
        BitbucketClient client = acme.patientClient();

        MergeResult result = merge(client).join();

        assertThat(result.pullRequest().state()).isEqualTo("MERGED");
        assertThat(result.pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(tip("main")).startsWith(result.commit().orElseThrow());
        assertThat(client.requestsSent()).isEqualTo(8);
    }

    @Test
    void reportsWhyAMergeInTheBackgroundFails() {
        acme.bitbucket.quirks().mergesInBackground(2);
        acme.infra.commit("bump", "README.md", "Of bump\n");
        acme.infra.commit("main", "README.md", "Of main\n");

        assertThat(failureOf(merge(acme.patientClient())))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("Can't merge the pull request #1 of acme/infra")
                .hasMessageContaining("You can't merge until you resolve all merge conflicts.");
    }

    @Test
    void readsThePullRequestIfTheMergeTaskIsGone() {
        acme.bitbucket.quirks().mergesInBackground(0);
        acme.bitbucket.misbehave(request ->
                request.path().contains("/task-status/") ? Fault.answer(404, "text/plain", "Not Found") : Fault.none());

        assertThat(merge(acme.client()).join().pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
    }

    @Test
    void doesNotFollowALinkToAnotherServer() {
        acme.bitbucket.misbehave(request -> request.path().endsWith("/merge")
                ? Fault.redirect(202, "https://elsewhere.example/task")
                : Fault.none());

        assertThat(failureOf(merge(acme.client()))).hasMessageContaining("it links to another server");
    }

    static Stream<Fault> lostAnswers() {
        return Stream.of(
                Fault.dropAfter(),
                Fault.cutShort(),
                Fault.statusAfter(502),
                Fault.statusAfter(555),
                Fault.status(555),
                Fault.emptyBody(),
                Fault.cutBody(),
                Fault.dropBefore());
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void reportsItsOwnMergeAfterALostResponse(Fault fault) {
        acme.bitbucket.misbehaveOnce(Fault.none(), fault);

        assertThat(merge(acme.patientClient()).join().pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(pullRequest().state()).isEqualTo("MERGED");
    }

    @Test
    void retriesIfABranchMovesDuringTheMerge() {
        AtomicBoolean moved = new AtomicBoolean();
        acme.bitbucket.misbehave(request -> {
            if (!request.path().endsWith("/merge") || moved.getAndSet(true)) {
                return Fault.none();
            }
            acme.infra.commit("main", "main.tf", "1");
            return Fault.answer(409, "application/json", "{\"error\": {\"message\": \"Refs changed.\"}}");
        });

        assertThat(merge(acme.client()).join().pullRequest().state()).isEqualTo("MERGED");
    }

    @Test
    void reportsThatAnotherCommitWasMerged() {
        String seen = tip("bump");
        once("/merge", () -> acme.infra.commit("bump", "last.tf", "pushed in the last moment"));

        MergeResult result = merge(acme.client()).join();

        assertThat(seen).startsWith(result.expected().orElseThrow());
        assertThat(tip("bump")).startsWith(result.sourceCommit().orElseThrow());
    }

    private void once(String pathEnd, Runnable work) {
        AtomicBoolean done = new AtomicBoolean();
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith(pathEnd) && !done.getAndSet(true)) {
                work.run();
            }
            return Fault.none();
        });
    }

    @Test
    void rejectsOptionsForGreenInAnImmediateMerge() {
        assertThatThrownBy(() -> request(Optional.empty(), Optional.empty(), When.NOW, 1, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request(Optional.empty(), Optional.empty(), When.NOW, 0, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request(Optional.empty(), Optional.empty(), When.GREEN, -1, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The number of approvals can't be -1.");
        assertThatThrownBy(() -> request(Optional.empty(), Optional.of(" "), When.NOW, 0, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PullRequestId(Acme.INFRA, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A pull request is given by its number in the repository, such as 7, not 0.");
    }
}
