package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.PullRequestClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Declines a pull request, or finds that it is already declined.
 *
 * <p>It needs one request, or two if it is already closed. A message needs three more: to check that the pull request
 * is open, and for the {@linkplain CommentPullRequest comment}.
 */
public final class DeclinePullRequest {

    /** The scopes that it needs. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_PULLREQUEST, Scope.WRITE_PULLREQUEST);

    /**
     * @param pullRequest the pull request to decline
     * @param message the reason, in Markdown. Bitbucket accepts none with a decline, so it becomes a comment first,
     *     only while the pull request is open
     */
    public record Request(PullRequestId pullRequest, Optional<String> message) {

        /** @throws IllegalArgumentException if the message is not a valid comment */
        public Request {
            Objects.requireNonNull(pullRequest, "pullRequest");
            message.ifPresent(text -> comment(pullRequest, text));
        }

        /** The message is the key, so that it is added only once. */
        private static CommentPullRequest.Request comment(PullRequestId pullRequest, String message) {
            return new CommentPullRequest.Request(pullRequest, message, CommentMark.ofKey("decline: " + message));
        }
    }

    /**
     * @return the pull request, {@link Outcome#UPDATED} or {@link Outcome#FOUND}; fails with a {@link
     *     BitbucketException}, an {@link BitbucketException.Invalid} if it is merged. Cancelling it drops the running
     *     request
     */
    public CompletableFuture<PullRequestResult> run(Request request, BitbucketClient client) {
        AtomicBoolean sent = new AtomicBoolean();
        return client.cancelTogether(
                client.retryWhileInDoubt(inDoubt -> new Run(request, client, sent).start(inDoubt)));
    }

    /** @param sent whether the decline was sent, and may have been made */
    private record Run(Request request, BitbucketClient client, AtomicBoolean sent) {

        CompletableFuture<PullRequestResult> start(boolean inDoubt) {
            return inDoubt || request.message().isPresent()
                    ? pullRequest().get().thenCompose(this::converge)
                    : decline();
        }

        private PullRequestClient pullRequest() {
            return client.pullRequest(request.pullRequest());
        }

        private CompletableFuture<PullRequestResult> converge(PullRequest found) {
            if (!found.isOpen()) {
                return CompletableFuture.completedFuture(closed(found));
            }
            return request.message()
                    .map(this::comment)
                    .map(comment -> comment.thenCompose(done -> decline()))
                    .orElseGet(this::decline);
        }

        private CompletableFuture<CommentResult> comment(String message) {
            return new CommentPullRequest().run(Request.comment(request.pullRequest(), message), client);
        }

        private CompletableFuture<PullRequestResult> decline() {
            return pullRequest()
                    .decline()
                    .whenComplete((declined, failure) -> {
                        if (failure == null
                                || BitbucketException.cause(failure) instanceof Transient lost
                                        && lost.outcomeUnknown()) {
                            sent.set(true);
                        }
                    })
                    .thenApply(declined -> {
                        if (declined.isOpen()) {
                            throw new UnreadableSuccess(
                                    errors().unexpectedResponse(Sentences.of("Unexpected.NotDeclined")), false);
                        }
                        return declined;
                    })
                    .exceptionallyCompose(failure -> {
                        Throwable cause = BitbucketException.cause(failure);
                        return cause instanceof UnreadableSuccess || ClosedPullRequest.isReasonOf(cause)
                                ? lookAfter(cause)
                                : CompletableFuture.failedFuture(cause);
                    })
                    .thenApply(this::closed);
        }

        /** A pull request that is still open was not declined, whatever the response said. */
        private CompletableFuture<PullRequest> lookAfter(Throwable failure) {
            return LookupAfterFailure.of(failure, pullRequest().get())
                    .thenCompose(found -> found.isOpen()
                            ? CompletableFuture.failedFuture(failure)
                            : CompletableFuture.completedFuture(found));
        }

        private PullRequestResult closed(PullRequest found) {
            if (!found.isDeclined()) {
                throw ClosedPullRequest.error(found, errors());
            }
            return PullRequestResult.of(found, sent.get() ? Outcome.UPDATED : Outcome.FOUND, List.of());
        }

        private RestErrorDecoder errors() {
            return new RestErrorDecoder(
                    Sentences.of(
                            "Do.DeclinePullRequest",
                            request.pullRequest().number(),
                            request.pullRequest().repository()),
                    client.credential());
        }
    }
}
