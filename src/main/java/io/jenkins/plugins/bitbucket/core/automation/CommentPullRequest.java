package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.PullRequestClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestComment;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.automation.CommentResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.NotFound;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.PermissionMissing;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Comments on an open or closed pull request: adds a comment, or updates the one with the same key.
 *
 * <p>A new comment without a key needs one request. With a key, it needs one request per hundred comments to find the
 * comment, and one to add or update it, or none if it already has the text.
 */
public final class CommentPullRequest {

    /** The scopes that it needs, according to Bitbucket's description. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_PULLREQUEST);

    /** The maximum length of a comment as it is sent, with its mark, in bytes. */
    static final int MAX_BYTES = 32 * 1024;

    /**
     * @param pullRequest the pull request to comment on
     * @param text Markdown, up to 32 kB in UTF-8
     * @param mark identifies the comment
     */
    public record Request(PullRequestId pullRequest, String text, CommentMark mark) {

        /** @throws IllegalArgumentException if the text is empty or too long */
        public Request {
            Objects.requireNonNull(pullRequest, "pullRequest");
            Objects.requireNonNull(mark, "mark");
            checkText(text, mark);
        }
    }

    private static void checkText(String text, CommentMark mark) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(Sentences.of("Form.CommentEmpty"));
        }
        if (!Text.isUnicode(text)) {
            throw new IllegalArgumentException(Sentences.of("Form.CommentUnicode"));
        }
        int limit = MAX_BYTES - bytes(mark.on(""));
        if (bytes(text) > limit) {
            throw new IllegalArgumentException(Sentences.of("Form.CommentLength", limit, bytes(text)));
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** @return the comment; fails with a {@link BitbucketException}. Cancelling it drops the running request */
    public CompletableFuture<CommentResult> run(Request request, BitbucketClient client) {
        List<Object> comment = List.of(
                request.pullRequest().toString().toLowerCase(Locale.ROOT),
                request.mark().line());
        // FOUND until something is sent.
        AtomicReference<Outcome> sent = new AtomicReference<>(Outcome.FOUND);
        return client.cancelTogether(client.oneAtATime(
                comment,
                () -> client.retryWhileInDoubt(inDoubt ->
                        new Run(request, client.pullRequest(request.pullRequest()), inDoubt, sent).start())));
    }

    /**
     * @param inDoubt whether an earlier run may have added the comment without seeing the result
     * @param sent the latest change that was sent and may have been made
     */
    private record Run(Request request, PullRequestClient pullRequest, boolean inDoubt, AtomicReference<Outcome> sent) {

        CompletableFuture<CommentResult> start() {
            return request.mark().kept() || inDoubt ? find().thenCompose(this::converge) : add();
        }

        private String text() {
            return request.mark().on(request.text());
        }

        private CompletableFuture<List<PullRequestComment>> find() {
            return Page.collect(
                    pullRequest.comments(),
                    comment -> !comment.deleted() && request.mark().isOn(comment.text()),
                    Integer.MAX_VALUE);
        }

        /** @param found the candidates, oldest first */
        private CompletableFuture<CommentResult> converge(List<PullRequestComment> found) {
            if (found.isEmpty()) {
                return add();
            }
            PullRequestComment first = found.get(0);
            if (!request.mark().kept()) {
                return CompletableFuture.completedFuture(result(first, Outcome.CREATED));
            }
            if (isAsAskedFor(first)) {
                return CompletableFuture.completedFuture(result(first, sent.get()));
            }
            return update(first).exceptionallyCompose(failure -> {
                Throwable cause = BitbucketException.cause(failure);
                // Of another account, or deleted meanwhile.
                return cause instanceof PermissionMissing || cause instanceof NotFound
                        ? converge(found.subList(1, found.size()))
                        : CompletableFuture.failedFuture(cause);
            });
        }

        private boolean isAsAskedFor(PullRequestComment comment) {
            return Markdown.isSame(comment.text(), text());
        }

        private CompletableFuture<CommentResult> add() {
            return write(pullRequest.addComment(text()), Outcome.CREATED, this::find);
        }

        private CompletableFuture<CommentResult> update(PullRequestComment comment) {
            return write(
                    pullRequest.updateComment(comment.id(), text()),
                    Outcome.UPDATED,
                    () -> pullRequest.comment(comment.id()).thenApply(List::of));
        }

        /** @param look finds the result of a reported success whose response can't be read */
        private CompletableFuture<CommentResult> write(
                CompletableFuture<PullRequestComment> written,
                Outcome outcome,
                Supplier<CompletableFuture<List<PullRequestComment>>> look) {
            return written.whenComplete((comment, failure) -> {
                        if (failure == null || isInDoubt(failure)) {
                            sent.set(outcome);
                        }
                    })
                    .exceptionallyCompose(failure -> {
                        Throwable cause = BitbucketException.cause(failure);
                        return cause instanceof UnreadableSuccess unread
                                ? look.get()
                                        .exceptionally(lookFailed -> List.of())
                                        .thenApply(found -> found.stream()
                                                .filter(this::isAsAskedFor)
                                                .findFirst()
                                                .orElseThrow(() -> unread))
                                : CompletableFuture.failedFuture(cause);
                    })
                    .thenApply(comment -> result(comment, outcome));
        }

        private static boolean isInDoubt(Throwable failure) {
            return BitbucketException.cause(failure) instanceof Transient lost && lost.outcomeUnknown();
        }

        private static CommentResult result(PullRequestComment comment, Outcome outcome) {
            return new CommentResult(comment.id(), comment.url(), outcome);
        }
    }
}
