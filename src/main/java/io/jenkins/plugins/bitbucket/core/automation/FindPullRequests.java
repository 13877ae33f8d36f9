package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.Filter;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.UserId;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Finds pull requests, newest first. It needs one request per fifty pull requests, up to the limit. */
public final class FindPullRequests {

    /** The scopes that it needs. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_PULLREQUEST);

    /** The maximum limit. */
    public static final int MAX_LIMIT = 10_000;

    /** The state of a pull request. */
    public enum State {
        OPEN,
        MERGED,
        DECLINED,
        SUPERSEDED
    }

    /**
     * @param repository the repository
     * @param state their state; any if none is given
     * @param source their source branch, in this repository or in a fork
     * @param destination their destination branch
     * @param author their author's account ID, UUID in braces or nickname
     * @param titleContains a part of their title, case-insensitive
     * @param limit the maximum number
     */
    public record Request(
            RepositoryId repository,
            Optional<State> state,
            Optional<BranchName> source,
            Optional<BranchName> destination,
            Optional<String> author,
            Optional<String> titleContains,
            int limit) {

        /** @throws IllegalArgumentException if it could find nothing, with the reason */
        public Request {
            Objects.requireNonNull(repository, "repository");
            if (author.filter(name -> name.isBlank() || name.contains("@")).isPresent()) {
                throw new IllegalArgumentException(Sentences.of("Form.PullRequestAuthor"));
            }
            if (limit < 1 || limit > MAX_LIMIT) {
                throw new IllegalArgumentException(Sentences.of("Form.PullRequestLimit", MAX_LIMIT, limit));
            }
        }

        private Filter filter() {
            return Stream.of(
                            state.map(wanted -> Filter.is("state", wanted.name())),
                            source.map(branch -> Filter.is("source.branch.name", branch.value())),
                            destination.map(branch -> Filter.is("destination.branch.name", branch.value())),
                            author.map(Request::authoredBy),
                            titleContains.map(text -> Filter.contains("title", text)))
                    .flatMap(Optional::stream)
                    .reduce(Filter::and)
                    .orElseGet(() -> Filter.any(Stream.of(State.values())
                            .map(any -> Filter.is("state", any.name()))
                            .toList()));
        }

        private static Filter authoredBy(String author) {
            return Filter.is(
                    !UserId.isOne(author)
                            ? "author.nickname"
                            : author.startsWith("{") ? "author.uuid" : "author.account_id",
                    author);
        }

        /** Whether it matches, because Bitbucket may ignore the filter. */
        private boolean admits(PullRequest found) {
            return state.map(wanted -> wanted.name().equals(found.state())).orElse(true)
                    && source.map(branch -> branch.value().equals(found.sourceBranch()))
                            .orElse(true)
                    && destination
                            .map(branch -> branch.value().equals(found.destinationBranch()))
                            .orElse(true)
                    && author.map(wanted -> isAuthor(wanted, found.author())).orElse(true)
                    && titleContains
                            .map(text -> found.title().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
                            .orElse(true);
        }

        private static boolean isAuthor(String wanted, User author) {
            return UserId.isOne(wanted) ? new UserId(wanted).isOf(author) : wanted.equalsIgnoreCase(author.nickname());
        }
    }

    /**
     * @return the pull requests, newest first; fails with a {@link BitbucketException}. Cancelling it drops the running
     *     request
     */
    public CompletableFuture<List<PullRequestResult>> run(Request request, BitbucketClient client) {
        return client.cancelTogether(Page.collect(
                        client.repository(request.repository()).newestPullRequests(request.filter(), request.limit()),
                        request::admits,
                        request.limit())
                .thenApply(found -> found.stream()
                        .map(pullRequest -> PullRequestResult.of(pullRequest, Outcome.FOUND, List.of()))
                        .toList()));
    }
}
