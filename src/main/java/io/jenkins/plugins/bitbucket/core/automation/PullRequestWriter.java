package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.PullRequestChange;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.UserId;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.Request;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Transient;
import io.jenkins.plugins.bitbucket.core.error.UnreadableSuccess;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Opens a pull request, or updates the open one as requested. A success of Bitbucket counts even if its response can't
 * be read.
 */
final class PullRequestWriter {

    /**
     * The requests of one operation so far, whatever their results.
     *
     * @param opening a request to open one, when there was none
     * @param change a request to change the open one
     */
    record Sent(AtomicBoolean opening, AtomicBoolean change) {
        Sent() {
            this(new AtomicBoolean(), new AtomicBoolean());
        }
    }

    private final Request request;
    private final RepositoryClient repository;
    private final OpenPullRequestFinder finder;
    private final Sent sent;

    private Optional<PullRequest> current = Optional.empty();
    private List<UserId> accepted = List.of();
    private Outcome outcome = Outcome.CREATED;

    PullRequestWriter(Request request, RepositoryClient repository, OpenPullRequestFinder finder, Sent sent) {
        this.request = request;
        this.repository = repository;
        this.finder = finder;
        this.sent = sent;
    }

    /** Continues with an open pull request. */
    void goOnWith(PullRequest open) {
        current = Optional.of(open);
        outcome = isOwn(open) ? Outcome.CREATED : sent.change().get() ? Outcome.UPDATED : Outcome.FOUND;
    }

    /** Whether this operation opened it: there was none before its request, and only the response was lost. */
    boolean isOwn(PullRequest open) {
        return sent.opening().get() && open.title().equals(request.title());
    }

    /** Whether it has everything that was requested, including these reviewers. */
    boolean isAsAskedFor(PullRequest open, List<UserId> reviewers) {
        List<User> present = open.reviewers().orElse(List.of());
        return open.title().equals(request.title())
                && request.description()
                        .map(text -> open.description()
                                .filter(now -> Markdown.isSame(text, now))
                                .isPresent())
                        .orElse(true)
                && (!request.closeSourceBranch() || open.closeSourceBranch().orElse(false))
                && reviewers.stream()
                        .allMatch(
                                id -> accepted.contains(id) || present.stream().anyMatch(id::isOf));
    }

    /** The pull request as Bitbucket has last reported it. */
    Optional<PullRequest> current() {
        return current;
    }

    /** The resulting pull request, and the omitted reviewers. */
    PullRequestResult result(List<PullRequestResult.LeftOut> leftOut) {
        return PullRequestResult.of(current.orElseThrow(), outcome, leftOut);
    }

    /**
     * Writes what differs.
     *
     * @param reviewers all reviewers; none leaves them unchanged
     */
    CompletableFuture<Void> write(List<UserId> reviewers) {
        return current.map(open -> update(open, reviewers))
                .orElseGet(() -> open(reviewers))
                .thenAccept(written -> {
                    current = Optional.of(written);
                    accepted = reviewers;
                });
    }

    private CompletableFuture<PullRequest> open(List<UserId> reviewers) {
        PullRequestChange fields =
                new PullRequestChange().title(request.title()).source(request.source());
        request.destination().ifPresent(fields::destination);
        request.description().ifPresent(fields::description);
        if (!reviewers.isEmpty()) {
            fields.reviewers(reviewers);
        }
        if (request.draft()) {
            fields.draft(true);
        }
        if (request.closeSourceBranch()) {
            fields.closeSourceBranch(true);
        }
        return repository
                .openPullRequest(fields)
                .whenComplete((opened, failure) -> note(sent.opening(), failure))
                .exceptionallyCompose(failure ->
                        seen(failure, () -> finder.find().thenApply(found -> found.filter(this::isOwn))));
    }

    private CompletableFuture<PullRequest> update(PullRequest open, List<UserId> reviewers) {
        if (isAsAskedFor(open, reviewers)) {
            return CompletableFuture.completedFuture(open);
        }
        return repository
                .updatePullRequest(open.id(), fieldsOf(open, reviewers))
                .whenComplete((updated, failure) -> note(sent.change(), failure))
                .exceptionallyCompose(failure -> seen(
                        failure,
                        () -> repository
                                .pullRequest(open.id())
                                .thenApply(now -> Optional.of(now).filter(p -> isAsAskedFor(p, reviewers)))))
                .thenApply(updated -> {
                    outcome = outcome == Outcome.FOUND ? Outcome.UPDATED : outcome;
                    return updated;
                });
    }

    /** Whether it may have been made. */
    private static void note(AtomicBoolean asked, Throwable failure) {
        if (failure == null || BitbucketException.cause(failure) instanceof Transient lost && lost.outcomeUnknown()) {
            asked.set(true);
        }
    }

    /** All known fields are sent: Bitbucket was observed to keep, to clear, and to require omitted fields. */
    private PullRequestChange fieldsOf(PullRequest open, List<UserId> reviewers) {
        PullRequestChange fields = new PullRequestChange().title(request.title());
        request.description().or(open::description).ifPresent(fields::description);
        if (request.closeSourceBranch()) {
            fields.closeSourceBranch(true);
        } else {
            open.closeSourceBranch().ifPresent(fields::closeSourceBranch);
        }
        if (open.draft()) {
            fields.draft(true);
        }
        if (!reviewers.isEmpty()) {
            fields.reviewers(reviewers);
        }
        return fields;
    }

    /** The result of a reported success, once it is confirmed. */
    private static CompletableFuture<PullRequest> seen(
            Throwable failure, Supplier<CompletableFuture<Optional<PullRequest>>> look) {
        Throwable cause = BitbucketException.cause(failure);
        return cause instanceof UnreadableSuccess
                ? look.get()
                        .exceptionally(lookFailed -> Optional.empty())
                        .thenCompose(done -> done.map(CompletableFuture::completedFuture)
                                .orElseGet(() -> CompletableFuture.failedFuture(cause)))
                : CompletableFuture.failedFuture(cause);
    }
}
