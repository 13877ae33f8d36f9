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
 * Opens a pull request, or finds and updates the open one for the same branches.
 *
 * <p>It needs two requests, to look for it and to open or update it, or one if nothing changes; one more for reviewers
 * by nickname, and one for the default reviewers. If Bitbucket rejects a reviewer without naming anybody, each reviewer
 * is looked up.
 */
public final class OpenPullRequest {

    /**
     * The scopes that every request needs. The main branch as the destination also needs {@link Scope#READ_REPOSITORY},
     * reviewers by nickname {@link Scope#READ_WORKSPACE}.
     */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_PULLREQUEST, Scope.WRITE_PULLREQUEST);

    /** What to do if a pull request is already open for the same branches. */
    public enum IfExists {
        /** Update it. Only reviewers that Bitbucket rejects are removed, and its draft state stays unchanged. */
        UPDATE,
        /** Use it unchanged. */
        REUSE,
        /** Fail with {@link AlreadyExists}. */
        FAIL
    }

    /**
     * @param repository the repository
     * @param source the branch to merge
     * @param destination the branch to merge into; the main branch if omitted
     * @param title one line
     * @param description Markdown; if omitted, Bitbucket's default or unchanged
     * @param reviewers account IDs, UUIDs in braces, or nicknames of workspace members
     * @param defaultReviewers whether to add the repository's default reviewers
     * @param draft whether a new pull request is a draft
     * @param closeSourceBranch whether the merge deletes the source branch
     * @param ifExists what to do if one is already open for the same branches
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

        /** @throws IllegalArgumentException if it could never be opened, with the reason */
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

        /** A minimal request, with defaults for everything else. */
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

    /** @return the pull request; fails with a {@link BitbucketException}. Cancelling it drops the running request */
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
