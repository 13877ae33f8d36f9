package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.PullRequestClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestClient.MergeProgress;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.When;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnexpectedResponse;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One attempt to merge a pull request, or to find that it is merged. It looks before it merges, so it can follow an
 * attempt whose response was lost.
 */
final class MergeAttempt {

    private static final int CONFLICT = 409;

    private final Request request;
    private final BitbucketClient client;
    private final PullRequestClient pullRequest;
    private final RestErrorDecoder errors;
    private final Sent sent;

    /**
     * What this operation has asked Bitbucket to merge, and Bitbucket may have merged: the pull request as it was right
     * before.
     */
    static final class Sent extends AtomicReference<PullRequest> {
        private static final long serialVersionUID = 1;
    }

    MergeAttempt(Request request, BitbucketClient client, Sent sent) {
        this.request = request;
        this.client = client;
        this.pullRequest = client.pullRequest(request.pullRequest());
        this.errors = new RestErrorDecoder(
                Sentences.of(
                        "Do.MergePullRequest",
                        request.pullRequest().number(),
                        request.pullRequest().repository()),
                client.credential());
        this.sent = sent;
    }

    CompletableFuture<MergeResult> start() {
        return pullRequest.get().thenCompose(found -> {
            if (request.when() == When.NOW || !found.isOpen()) {
                return mergeIfOpen(found);
            }
            return new GreenLight(request, client, errors, found).await().thenCompose(this::mergeIfOpen);
        });
    }

    private CompletableFuture<MergeResult> mergeIfOpen(PullRequest found) {
        return found.isOpen() ? merge(found) : CompletableFuture.completedFuture(closed(found));
    }

    private CompletableFuture<MergeResult> merge(PullRequest open) {
        boolean mayBeMerging = client.isResumed() || sent.get() != null;
        return pullRequest
                .merge(request.parameters())
                .whenComplete((progress, failure) -> {
                    if (failure == null || isInDoubt(failure)) {
                        sent.set(open);
                    }
                })
                .thenCompose(this::end)
                .handle((merged, failure) -> failure == null
                        ? CompletableFuture.completedFuture(closed(merged))
                        : lookAfter(BitbucketException.cause(failure), open, mayBeMerging))
                .thenCompose(result -> result);
    }

    private static boolean isInDoubt(Throwable failure) {
        return BitbucketException.cause(failure) instanceof Transient lost && lost.outcomeUnknown();
    }

    private CompletableFuture<PullRequest> end(MergeProgress progress) {
        return progress.task()
                .map(this::follow)
                .orElseGet(() -> CompletableFuture.completedFuture(progress.merged()))
                .thenCompose(merged -> merged.filter(found -> !found.isOpen())
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> untilClosed(errors.unexpectedResponse(Sentences.of("Unexpected.NotMerged")))));
    }

    private CompletableFuture<Optional<PullRequest>> follow(URI task) {
        return client.pollSoon(() -> pullRequest.mergeProgress(task).thenApply(MergeProgress::merged))
                .exceptionallyCompose(failure -> {
                    Throwable cause = BitbucketException.cause(failure);
                    return cause instanceof UnexpectedResponse || cause instanceof NotFound
                            ? untilClosed((BitbucketException) cause)
                            : CompletableFuture.failedFuture(cause);
                })
                .thenApply(Optional::of);
    }

    /** After Bitbucket has accepted the merge, only the state of the pull request shows its end. */
    private CompletableFuture<PullRequest> untilClosed(BitbucketException unread) {
        UnreadableSuccess notYet = new UnreadableSuccess(unread, false);
        return client.lookUntilDone(() -> pullRequest
                .get()
                .exceptionally(failure -> {
                    boolean unreadable = BitbucketException.cause(failure) instanceof UnexpectedResponse;
                    throw unreadable ? notYet : BitbucketException.rethrow(failure);
                })
                .thenApply(found -> {
                    if (found.isOpen()) {
                        throw notYet;
                    }
                    return found;
                }));
    }

    /**
     * Whatever the response said, the current state counts.
     *
     * @param mayBeMerging whether an earlier request may still be merging it, which would explain a refusal
     */
    private CompletableFuture<MergeResult> lookAfter(Throwable failure, PullRequest before, boolean mayBeMerging) {
        boolean worthALook = failure instanceof UnreadableSuccess
                || failure instanceof Invalid
                || failure instanceof NotFound && sent.get() != null;
        if (!worthALook) {
            return CompletableFuture.failedFuture(failure);
        }
        if (mayBeMerging && failure instanceof Invalid) {
            return client.lookAFewTimes(
                    seen -> seen == failure,
                    Sentences.of("Wait.MayMerge", request.pullRequest()),
                    () -> look(failure, before));
        }
        return look(failure, before);
    }

    private CompletableFuture<MergeResult> look(Throwable failure, PullRequest before) {
        return LookupAfterFailure.of(failure, pullRequest.get()).thenCompose(now -> {
            if (!now.isOpen()) {
                return CompletableFuture.completedFuture(closed(now));
            }
            if (failure instanceof Invalid refusal && refusal.status() == CONFLICT && hasMoved(before, now)) {
                client.tell(Sentences.of("Wait.MergeMoved", request.pullRequest()));
                return start();
            }
            return CompletableFuture.failedFuture(failure);
        });
    }

    /** Documented: a merge fails with 409 if one of its branches receives another commit meanwhile. */
    private static boolean hasMoved(PullRequest before, PullRequest now) {
        return !GreenLight.isSame(before.sourceCommit(), now.sourceCommit())
                || !GreenLight.isSame(before.destinationCommit(), now.destinationCommit());
    }

    private MergeResult closed(PullRequest found) {
        if (!found.isMerged()) {
            throw ClosedPullRequest.error(found, errors);
        }
        Optional<PullRequest> own = Optional.ofNullable(sent.get());
        return new MergeResult(
                PullRequestResult.of(found, own.isPresent() ? Outcome.UPDATED : Outcome.FOUND, List.of()),
                found.mergeCommit(),
                found.sourceCommit(),
                own.flatMap(PullRequest::sourceCommit)
                        .filter(commit -> !GreenLight.isSame(Optional.of(commit), found.sourceCommit())));
    }
}
