package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.PullRequestChange;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.AlreadyExists;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Opens a pull request, or finds and updates the one that is open for the same branches.
 *
 * <p>Costs two requests, one to look and one to open or update, or one if nothing is to change; one more for reviewers
 * given by nickname, and one for the default reviewers. Where Bitbucket refuses a reviewer and names nobody, each of
 * them is looked up besides.
 */
public final class OpenPullRequest {

    /**
     * What it needs of a token, whatever the request says. The main branch as the destination takes {@link
     * Scope#READ_REPOSITORY} as well, reviewers by nickname {@link Scope#READ_WORKSPACE}.
     */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_PULLREQUEST, Scope.WRITE_PULLREQUEST);

    /** What to do if a pull request is open for the same branches. */
    public enum IfExists {
        /**
         * Make it as the request says. Nobody is taken off it but whom Bitbucket refuses, and a draft stays or is none,
         * as it was.
         */
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
                throw new IllegalArgumentException(Sentences.of("Form.ReviewerEmpty"));
            }
            if (reviewers.stream().anyMatch(r -> r.contains("@"))) {
                throw new IllegalArgumentException(Sentences.of("Form.ReviewerEmail"));
            }
            if (destination.filter(source::equals).isPresent()) {
                throw new IllegalArgumentException(Sentences.of("Form.SameBranches", source));
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
        PullRequestWriter.Sent sent = new PullRequestWriter.Sent();
        return client.cancelTogether(client.oneAtATime(
                branches,
                () -> client.retryWhileInDoubt(inDoubt -> new OpenPullRequestAttempt(request, client, sent).start())));
    }
}
