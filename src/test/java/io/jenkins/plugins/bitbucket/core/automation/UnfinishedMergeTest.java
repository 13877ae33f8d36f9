package io.jenkins.plugins.bitbucket.core.automation;

import static io.jenkins.plugins.bitbucket.testing.Acme.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.emulator.http.Fault;
import io.jenkins.plugins.bitbucket.emulator.http.JsonEdit;
import io.jenkins.plugins.bitbucket.testing.Acme;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Merges that Bitbucket has accepted, or may have accepted, but has not finished when it responds. */
class UnfinishedMergeTest {

    private static final String REFUSAL = "{\"error\": {\"message\": \"Already merging.\"}}";
    private static final String TASK = "/repositories/acme/infra/pullrequests/1/merge/task-status/1";

    @AutoClose
    private final Acme acme = new Acme();

    private final PullRequestId id = acme.openPullRequest("bump");

    private CompletableFuture<MergeResult> merge(BitbucketClient client) {
        return new MergePullRequest().run(Request.of(id), client);
    }

    /** An asynchronous merge that worked, without a location: MunifTanjim/node-bitbucket#103. */
    @Test
    void waitsForAMergeInTheBackgroundWithoutATask() {
        mergeInBackground(Fault.answer(202, "application/json", "{}"), Fault.none());

        assertThat(merge(acme.patientClient()).join().pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(merges()).isOne();
    }

    static Stream<Fault> oddTasks() {
        return Stream.of(
                Fault.answer(404, "text/plain", "Not Found"),
                Fault.answer(200, "application/json", ""),
                Fault.answer(200, "text/html", "<html></html>"),
                Fault.answer(200, "application/json", "{}"),
                Fault.answer(200, "application/json", "{\"task_status\": \"SUCCESS\"}"),
                Fault.answer(200, "application/json", "{\"task_status\": \"SUCCESS\", \"merge_result\": null}"));
    }

    @ParameterizedTest
    @MethodSource("oddTasks")
    void waitsForAMergeInTheBackgroundWithAnOddTask(Fault odd) {
        mergeInBackground(Fault.redirect(202, acme.bitbucket.apiUrl() + TASK), odd);

        assertThat(merge(acme.patientClient()).join().pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(merges()).isOne();
    }

    @Test
    void waitsForAMergeWhoseResponseStillSaysOpen() {
        mergeInBackground(Fault.edited(JsonEdit.set("/state", "OPEN")), Fault.none());

        assertThat(merge(acme.patientClient()).join().pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(merges()).isOne();
    }

    @Test
    void reportsAMergeThatIsAcceptedButNotMade() {
        acme.bitbucket.misbehave(request ->
                request.path().endsWith("/merge") ? Fault.answer(202, "application/json", "{}") : Fault.none());

        assertThat(failureOf(merge(acme.client())))
                .hasMessageContaining("it reports a merge, but the pull request is open");
        assertThat(merges()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void stopsLookingIfItIsNoLongerAllowedTo(int status) {
        AtomicInteger looks = new AtomicInteger();
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith("/merge")) {
                looks.set(1);
                return Fault.answer(202, "application/json", "{}");
            }
            return looks.get() > 0 && looks.incrementAndGet() > 0 ? Fault.status(status) : Fault.none();
        });

        assertThat(failureOf(merge(acme.patientClient())))
                .hasMessageContaining("(" + status + ")")
                .hasMessageNotContaining("it reports a merge");
        assertThat(looks).hasValue(2);
        assertThat(merges()).isOne();
    }

    /** Merges while the pull request is read the fourth time: once before the merge, and three times after it. */
    private void mergeInBackground(Fault accepted, Fault task) {
        AtomicInteger reads = new AtomicInteger();
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith("/merge")) {
                return accepted;
            }
            if (request.path().contains("/task-status/")) {
                return task;
            }
            if (reads.incrementAndGet() == 4) {
                acme.infra.merge(1);
            }
            return Fault.none();
        });
    }

    /** The first merge runs longer than its request: a second one is refused until it ends. */
    @ParameterizedTest
    @ValueSource(ints = {400, 409})
    void waitsForItsFirstMergeIfTheSecondIsRefused(int status) {
        AtomicInteger merges = new AtomicInteger();
        AtomicInteger readsAfterRefusal = new AtomicInteger();
        acme.bitbucket.misbehave(request -> {
            if (request.path().endsWith("/merge")) {
                return merges.incrementAndGet() == 1
                        ? Fault.status(555)
                        : Fault.answer(status, "application/json", REFUSAL);
            }
            if (merges.get() > 1 && readsAfterRefusal.incrementAndGet() == 3) {
                acme.infra.merge(1);
            }
            return Fault.none();
        });

        assertThat(merge(acme.patientClient()).join().pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
    }

    @Test
    void findsItsFirstMergeIfTheSecondIsNotFound() {
        AtomicInteger merges = new AtomicInteger();
        acme.bitbucket.misbehave(request -> {
            if (!request.path().endsWith("/merge")) {
                return Fault.none();
            }
            if (merges.incrementAndGet() == 1) {
                return Fault.status(555);
            }
            acme.infra.merge(1);
            return Fault.status(404);
        });

        assertThat(merge(acme.patientClient()).join().pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(merges()).isEqualTo(2);
    }

    @Test
    void waitsForTheMergeFromBeforeARestartIfAnotherIsRefused() {
        mergeInBackground(Fault.answer(409, "application/json", REFUSAL), Fault.none());

        assertThat(merge(acme.client().resumed()).join().pullRequest().state()).isEqualTo("MERGED");
        assertThat(merges()).isOne();
    }

    @Test
    void reportsItsOwnMergeIfTheFirstLookupIsUnreadableToo() {
        acme.bitbucket.misbehaveOnce(Fault.none(), Fault.emptyBody(), Fault.emptyBody());

        assertThat(merge(acme.patientClient()).join().pullRequest().outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(merges()).isOne();
    }

    @Test
    void reportsARefusalAlsoIfTheLookupIsUnreadable() {
        acme.infra.failMergeCheck(400, "At least 2 approvals are needed.");
        acme.bitbucket.misbehaveOnce(Fault.none(), Fault.none(), Fault.emptyBody());

        assertThat(failureOf(merge(acme.patientClient()))).hasMessageContaining("At least 2 approvals are needed.");
    }

    private long merges() {
        return acme.bitbucket.requests().stream()
                .filter(request -> request.path().endsWith("/merge"))
                .count();
    }
}
