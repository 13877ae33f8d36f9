package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.PullRequestChange;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.UnreadableSuccess;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Opens a pull request, or finds and updates the one that is open for the same branches.
 *
 * <p>Costs two requests, one to look and one to open or update, or one if nothing is to change; one more for reviewers
 * given by nickname, and one for the default reviewers.
 */
public final class OpenPullRequest {

    /** What to do if a pull request is open for the same branches. */
    public enum IfExists {
        /** Make it as the request says. Nobody is taken off it, and a draft stays or is none, as it was. */
        UPDATE,
        /** Take it as it is. */
        REUSE,
        /** Fail with {@link AlreadyExists}. */
        FAIL
    }

    /**
     * @param repository where
     * @param source the branch to merge
     * @param destination the branch to merge into; the main branch if none is named
     * @param title one line
     * @param description Markdown; none leaves it to Bitbucket, or as it is
     * @param reviewers account IDs, UUIDs in braces, or nicknames of the workspace's members
     * @param defaultReviewers whether to add the repository's default reviewers
     * @param draft whether a new pull request is a draft
     * @param closeSourceBranch whether the source branch goes when the pull request is merged
     * @param ifExists what to do if one is open for the same branches
     */
    public record Request(
            RepositoryId repository,
            BranchName source,
            Optional<BranchName> destination,
            String title,
            Optional<String> description,
            List<String> reviewers,
            boolean defaultReviewers,
            boolean draft,
            boolean closeSourceBranch,
            IfExists ifExists) {

        /** @throws IllegalArgumentException if it could never be opened, saying why */
        public Request {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(ifExists, "ifExists");
            title = PullRequestChange.checkTitle(title);
            reviewers = reviewers.stream().map(String::strip).distinct().toList();
            if (reviewers.contains("")) {
                throw new IllegalArgumentException("A reviewer is empty: name an account ID, a UUID or a nickname.");
            }
            if (reviewers.stream().anyMatch(r -> r.contains("@"))) {
                throw new IllegalArgumentException(
                        "Bitbucket does not find reviewers by email: name an account ID, a" + " UUID or a nickname.");
            }
            if (destination.filter(source::equals).isPresent()) {
                throw new IllegalArgumentException(
                        "The source and the destination of a pull request are two branches, not both " + source + ".");
            }
        }

        /** The least that a pull request needs; all else is left at its default. */
        public static Request of(RepositoryId repository, BranchName source, String title) {
            return new Request(
                    repository,
                    source,
                    Optional.empty(),
                    title,
                    Optional.empty(),
                    List.of(),
                    false,
                    false,
                    false,
                    IfExists.UPDATE);
        }
    }

    /**
     * @return the pull request; fails with a {@link BitbucketException}. Cancelling it drops the request in flight
     */
    public CompletableFuture<PullRequestResult> run(Request request, BitbucketClient client) {
        List<String> branches = List.of(
                request.repository().toString().toLowerCase(Locale.ROOT),
                request.source().value());
        Run run = new Run(request, client, client.repository(request.repository()), new AtomicBoolean());
        return client.cancelTogether(
                client.oneAtATime(branches, () -> client.retryWhileInDoubt(inDoubt -> run.start())));
    }

    /** @param sent whether Bitbucket was asked to open one, when there was none */
    private record Run(Request request, BitbucketClient client, RepositoryClient repository, AtomicBoolean sent) {

        CompletableFuture<PullRequestResult> start() {
            return findOpen().thenCompose(found -> found.map(this::converge).orElseGet(this::open));
        }

        /** The open pull request for the same branches: one at the most, as Bitbucket sees to. */
        private CompletableFuture<Optional<PullRequest>> findOpen() {
            return Page.collect(repository.openPullRequests(request.source(), request.destination()), Integer.MAX_VALUE)
                    .thenApply(all -> all.stream().filter(p -> !p.fromFork()).toList())
                    .thenCompose(candidates -> {
                        if (candidates.isEmpty()) {
                            return CompletableFuture.completedFuture(Optional.empty());
                        }
                        return destination().thenApply(branch -> candidates.stream()
                                .filter(p -> p.destinationBranch().equals(branch))
                                .findFirst());
                    });
        }

        private CompletableFuture<String> destination() {
            return request.destination()
                    .map(branch -> CompletableFuture.completedFuture(branch.value()))
                    .orElseGet(() -> repository.get().thenApply(found -> found.mainBranch()
                            .orElse("")));
        }

        private CompletableFuture<PullRequestResult> open() {
            return new Reviewers(client).resolve(request).thenCompose(reviewers -> sending(reviewers, () -> {
                        PullRequestChange fields =
                                new PullRequestChange().title(request.title()).source(request.source());
                        request.destination().ifPresent(fields::destination);
                        request.description().ifPresent(fields::description);
                        if (!reviewers.ids().isEmpty()) {
                            fields.reviewers(reviewers.ids());
                        }
                        if (request.draft()) {
                            fields.draft(true);
                        }
                        if (request.closeSourceBranch()) {
                            fields.closeSourceBranch(true);
                        }
                        sent.set(true);
                        return repository
                                .openPullRequest(fields)
                                .exceptionallyCompose(failure -> seen(failure, this::findOpen));
                    })
                    .thenApply(opened -> PullRequestResult.of(opened, Outcome.CREATED, reviewers.leftOut())));
        }

        /** What Bitbucket said that it has opened or updated counts as done once it is seen. */
        private CompletableFuture<PullRequest> seen(
                Throwable failure, Supplier<CompletableFuture<Optional<PullRequest>>> look) {
            Throwable cause = BitbucketException.cause(failure);
            if (!(cause instanceof UnreadableSuccess)) {
                return CompletableFuture.failedFuture(cause);
            }
            return look.get().exceptionally(lookFailed -> Optional.empty()).thenCompose(found -> found.filter(
                            p -> p.title().equals(request.title()))
                    .map(CompletableFuture::completedFuture)
                    .orElseGet(() -> CompletableFuture.failedFuture(cause)));
        }

        private CompletableFuture<PullRequestResult> converge(PullRequest found) {
            if (sent.get() && found.title().equals(request.title())) {
                // There was none when this one was sent; only the answer was lost.
                return update(found).thenApply(result -> result.as(Outcome.CREATED));
            }
            return switch (request.ifExists()) {
                case REUSE -> CompletableFuture.completedFuture(PullRequestResult.of(found, Outcome.FOUND, List.of()));
                case FAIL ->
                    CompletableFuture.failedFuture(new RestErrorDecoder(
                                    "open a pull request from " + request.source() + " in " + request.repository(),
                                    client.credential())
                            .alreadyExists(
                                    "#" + found.id() + " is open for the same branches"
                                            + found.url()
                                                    .map(url -> " (" + url + ")")
                                                    .orElse(""),
                                    client.isResumed()
                                            ? "It may have been opened before the restart: look at it, or let it be"
                                                    + " updated."
                                            : "Merge or decline it first, or let it be updated."));
                case UPDATE -> update(found);
            };
        }

        private CompletableFuture<PullRequestResult> update(PullRequest found) {
            return new Reviewers(client).resolve(request).thenCompose(reviewers -> update(found, reviewers));
        }

        private CompletableFuture<PullRequestResult> update(PullRequest found, Reviewers reviewers) {
            reviewers.leaveOutAuthor(found.author());
            boolean sameReviewers = reviewers.allAmong(found.reviewers());
            if (!sameReviewers) {
                reviewers.keep(found.reviewers());
            }
            PullRequestChange fields = new PullRequestChange();
            if (!found.title().equals(request.title())) {
                fields.title(request.title());
            }
            request.description()
                    .filter(text -> !text.strip().equals(found.description().strip()))
                    .ifPresent(fields::description);
            if (request.closeSourceBranch() && !found.closeSourceBranch()) {
                fields.closeSourceBranch(true);
            }
            if (fields.isEmpty() && sameReviewers) {
                return CompletableFuture.completedFuture(
                        PullRequestResult.of(found, Outcome.FOUND, reviewers.leftOut()));
            }
            return sending(reviewers, () -> {
                        if (!sameReviewers) {
                            fields.reviewers(reviewers.ids());
                        }
                        return repository
                                .updatePullRequest(found.id(), fields)
                                .exceptionallyCompose(failure -> seen(
                                        failure,
                                        () -> repository.pullRequest(found.id()).thenApply(Optional::of)));
                    })
                    .thenApply(updated -> PullRequestResult.of(updated, Outcome.UPDATED, reviewers.leftOut()));
        }

        /** Sends until Bitbucket has nothing against the reviewers any more; each round has fewer of them. */
        private CompletableFuture<PullRequest> sending(
                Reviewers reviewers, Supplier<CompletableFuture<PullRequest>> send) {
            return send.get().exceptionallyCompose(failure -> {
                Throwable cause = BitbucketException.cause(failure);
                if (!(cause instanceof Invalid invalid)
                        || !invalid.fields().containsKey("reviewers")
                        || reviewers.ids().isEmpty()) {
                    return CompletableFuture.failedFuture(cause);
                }
                return reviewers
                        .drop(invalid.fields().get("reviewers"))
                        .thenCompose(dropped -> sending(reviewers, send));
            });
        }
    }
}
