package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.RepositoryClient;
import io.jenkins.plugins.bitbucket.core.api.UserId;
import io.jenkins.plugins.bitbucket.core.automation.OpenPullRequest.Request;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * One attempt to open a pull request, or to find and update it. It looks before it writes, so it can follow an attempt
 * whose response was lost.
 */
final class OpenPullRequestAttempt {

    private final Request request;
    private final BitbucketClient client;
    private final RepositoryClient repository;
    private final RestErrorDecoder errors;
    private final OpenPullRequestFinder finder;
    private final PullRequestWriter writer;

    OpenPullRequestAttempt(Request request, BitbucketClient client, PullRequestWriter.Sent sent) {
        this.request = request;
        this.client = client;
        this.repository = client.repository(request.repository());
        this.errors = new RestErrorDecoder(
                Sentences.of("Do.OpenPullRequest", request.source(), request.repository()), client.credential());
        this.finder = new OpenPullRequestFinder(repository, request.source(), request.destination(), errors);
        this.writer = new PullRequestWriter(request, repository, finder, sent);
    }

    CompletableFuture<PullRequestResult> start() {
        return finder.find().thenCompose(found -> found.map(this::converge).orElseGet(this::open));
    }

    private CompletableFuture<PullRequestResult> open() {
        return Reviewers.wanted(request, client).thenCompose(reviewers -> {
            reviewers.leaveOutDeactivated();
            return writeWith(reviewers);
        });
    }

    private CompletableFuture<PullRequestResult> converge(PullRequest found) {
        writer.goOnWith(found);
        return switch (request.ifExists()) {
            case UPDATE -> update(found);
            case REUSE -> CompletableFuture.completedFuture(writer.result(List.of()));
            case FAIL ->
                writer.isOwn(found)
                        ? CompletableFuture.completedFuture(writer.result(List.of()))
                        : CompletableFuture.failedFuture(isOpenAlready(found));
        };
    }

    private BitbucketException isOpenAlready(PullRequest found) {
        return errors.alreadyExists(
                Sentences.of(
                        "PullRequest.IsOpen",
                        found.id(),
                        found.url().map(url -> " (" + url + ")").orElse("")),
                Sentences.of(client.isResumed() ? "PullRequest.IsOpenResumed" : "PullRequest.IsOpenAdvice"));
    }

    private CompletableFuture<PullRequestResult> update(PullRequest found) {
        return Reviewers.wanted(request, client).thenCompose(reviewers -> {
            reviewers.join(found);
            if (found.isWhole() || writer.isAsAskedFor(found, reviewers.ids())) {
                return writeWith(reviewers);
            }
            return repository.pullRequest(found.id()).thenCompose(whole -> {
                writer.goOnWith(whole);
                reviewers.join(whole);
                return whole.reviewers().isPresent() ? writeWith(reviewers) : writeWithout(reviewers);
            });
        });
    }

    private CompletableFuture<PullRequestResult> writeWithout(Reviewers reviewers) {
        reviewers.leaveOutNewcomers(Sentences.of("Reviewer.OthersUntold"));
        return writer.write(List.of()).thenApply(done -> writer.result(reviewers.leftOut()));
    }

    /** Writes until Bitbucket accepts the reviewers; each round has fewer of them. */
    private CompletableFuture<PullRequestResult> writeWith(Reviewers reviewers) {
        return writer.write(reviewers.ids())
                .handle((done, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(writer.result(reviewers.leftOut()));
                    }
                    if (reviewers.ids().isEmpty()) {
                        return CompletableFuture.<PullRequestResult>failedFuture(failure);
                    }
                    ReviewerRefusal refusal = refusalOf(failure);
                    return reviewers
                            .leaveOutRefused(refusal)
                            .thenCompose(
                                    someone -> someone ? writeWith(reviewers) : tryWithoutNotFound(reviewers, refusal));
                })
                .thenCompose(result -> result);
    }

    /** Current reviewers that were not found are omitted if Bitbucket accepts the others without them. */
    private CompletableFuture<PullRequestResult> tryWithoutNotFound(Reviewers reviewers, ReviewerRefusal refusal) {
        List<Reviewer> notFound = reviewers.takeNotFound();
        if (notFound.isEmpty() || reviewers.ids().isEmpty()) {
            reviewers.giveBack(notFound);
            return tryOut(reviewers, refusal);
        }
        return writer.write(reviewers.ids())
                .handle((done, failure) -> {
                    if (failure == null) {
                        notFound.forEach(one -> reviewers.leaveOut(one, Sentences.of("Reviewer.Unknown")));
                        return CompletableFuture.completedFuture(writer.result(reviewers.leftOut()));
                    }
                    reviewers.giveBack(notFound);
                    return tryOut(reviewers, refusalOf(failure));
                })
                .thenCompose(result -> result);
    }

    /** Somebody was rejected, but it is not known who, so each reviewer is tried. */
    private CompletableFuture<PullRequestResult> tryOut(Reviewers reviewers, ReviewerRefusal refusal) {
        return tryHalves(reviewers, reviewers.takeNewcomers(), refusal)
                .thenCompose(done -> writer.write(reviewers.ids()))
                .exceptionallyCompose(failure -> {
                    // Current reviewers stay, whatever Bitbucket rejects.
                    ReviewerRefusal stillRefused = refusalOf(failure);
                    return writer.write(List.of()).thenCompose(done -> restore(reviewers, stillRefused));
                })
                .thenApply(done -> writer.result(reviewers.leftOut()));
    }

    /** Bitbucket was observed to clear the reviewers if an update omits them. Those whom it accepts are added again. */
    private CompletableFuture<Void> restore(Reviewers reviewers, ReviewerRefusal refusal) {
        return tryHalves(reviewers, writer.current().map(reviewers::takeMissing).orElse(List.of()), refusal);
    }

    private CompletableFuture<Void> tryOut(Reviewers reviewers, List<Reviewer> newcomers) {
        List<UserId> ids = Stream.concat(
                        reviewers.ids().stream(), newcomers.stream().map(Reviewer::id))
                .toList();
        return writer.write(ids)
                .handle((done, failure) -> {
                    if (failure != null) {
                        return tryHalves(reviewers, newcomers, refusalOf(failure));
                    }
                    reviewers.giveBack(newcomers);
                    return CompletableFuture.<Void>completedFuture(null);
                })
                .thenCompose(done -> done);
    }

    private CompletableFuture<Void> tryHalves(
            Reviewers reviewers, List<Reviewer> refusedTogether, ReviewerRefusal refusal) {
        if (refusedTogether.size() < 2) {
            refusedTogether.forEach(one -> reviewers.leaveOut(one, refusal.toString()));
            return CompletableFuture.completedFuture(null);
        }
        int middle = refusedTogether.size() / 2;
        return tryOut(reviewers, refusedTogether.subList(0, middle))
                .thenCompose(done -> tryOut(reviewers, refusedTogether.subList(middle, refusedTogether.size())));
    }

    private static ReviewerRefusal refusalOf(Throwable failure) {
        return ReviewerRefusal.in(BitbucketException.cause(failure))
                .orElseThrow(() -> BitbucketException.rethrow(failure));
    }
}
