package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.core.api.BitbucketClient.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The REST API for one repository and one account; see {@link BitbucketClient}.
 *
 * <p>Source: <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-refs/">Refs</a>, <a
 * href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">Pull requests</a>.
 */
public final class RepositoryClient {

    // Bitbucket rejects a longer page of pull requests, and does not shorten it.
    private static final int MAX_PULL_REQUEST_PAGE_LENGTH = 50;

    private final RequestExecutor executor;
    private final RepositoryId id;
    private final String path;

    RepositoryClient(RequestExecutor executor, RepositoryId id) {
        this.executor = executor;
        this.id = Objects.requireNonNull(id, "id");
        this.path = "/repositories/" + encode(id.workspace()) + "/" + encode(id.slug());
    }

    public RepositoryId id() {
        return id;
    }

    /** Its files. */
    public SourceClient source() {
        return new SourceClient(executor, id, path);
    }

    /** The repository itself. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<Repository> get() {
        return executor.get(Sentences.of("Do.ReadRepository", id), path, Repository::from);
    }

    /** A branch. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<Branch> branch(BranchName name) {
        return executor.get(
                Sentences.of("Do.ReadBranch", name, id), path + "/refs/branches/" + encode(name.value()), Branch::from);
    }

    /** All branches. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<Page<Branch>> branches() {
        return executor.page(
                Sentences.of("Do.ListBranches", id),
                path + "/refs/branches?pagelen=" + BitbucketClient.MAX_PAGE_LENGTH,
                Branch::from);
    }

    /** The branches that match a condition. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<Page<Branch>> branches(Filter condition) {
        return executor.page(
                Sentences.of("Do.ListBranches", id),
                path + "/refs/branches?pagelen=" + BitbucketClient.MAX_PAGE_LENGTH + "&q="
                        + encode(condition.expression()),
                Branch::from);
    }

    /**
     * Creates a branch. Scopes: {@code read:repository:bitbucket} and {@code write:repository:bitbucket}.
     *
     * @param target a commit's full or short hash, or the name of a branch
     * @return the branch; an {@link BitbucketException.Invalid Invalid} with the key {@code BRANCH_ALREADY_EXISTS} if
     *     the name is taken
     */
    public CompletableFuture<Branch> createBranch(BranchName name, String target) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("name", name.value());
        body.putObject("target").put("hash", target);
        return executor.post(Sentences.of("Do.CreateBranch", name, id), path + "/refs/branches", body, Branch::from);
    }

    /**
     * Deletes a branch. Scope: {@code write:repository:bitbucket}. Bitbucket refuses to delete the main branch.
     *
     * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-refs/">Refs</a>
     */
    public CompletableFuture<Void> deleteBranch(BranchName name) {
        return executor.delete(
                Sentences.of("Do.DeleteBranch", name, id), path + "/refs/branches/" + encode(name.value()));
    }

    /** A tag, whose name follows the rules for branches. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<Tag> tag(BranchName name) {
        return executor.get(
                Sentences.of("Do.ReadTag", name, id), path + "/refs/tags/" + encode(name.value()), Tag::from);
    }

    /**
     * A commit. Scope: {@code read:repository:bitbucket}.
     *
     * @param revision its full or short hash, or the name of a branch
     */
    public CompletableFuture<Commit> commit(String revision) {
        return executor.get(
                Sentences.of("Do.ReadCommit", Text.printable(revision), id),
                path + "/commit/" + encode(revision),
                Commit::from);
    }

    /** The pull requests that match a condition, with their reviewers. Scope: {@code read:pullrequest:bitbucket}. */
    public CompletableFuture<Page<PullRequest>> pullRequests(Filter condition) {
        return pullRequests(
                MAX_PULL_REQUEST_PAGE_LENGTH, "&fields=%2Bvalues.reviewers", condition, PullRequest::withBranches);
    }

    /**
     * The pull requests that match a condition, newest first. Scope: {@code read:pullrequest:bitbucket}.
     *
     * @param most the maximum number, which limits the size of a page
     */
    public CompletableFuture<Page<PullRequest>> newestPullRequests(Filter condition, int most) {
        return pullRequests(
                Math.min(most, MAX_PULL_REQUEST_PAGE_LENGTH),
                "&sort=-created_on",
                condition,
                PullRequest::withBranches);
    }

    private CompletableFuture<Page<PullRequest>> pullRequests(
            int pageLength, String parameters, Filter condition, Function<JsonNode, PullRequest> read) {
        // Bitbucket ignores the parameter state if there is a q.
        return executor.page(
                Sentences.of("Do.ListPullRequests", id),
                path + "/pullrequests?pagelen=" + pageLength + parameters + "&q=" + encode(condition.expression()),
                read);
    }

    /**
     * The open pull requests from a branch of this name, in this repository or in a fork. Scope: {@code
     * read:pullrequest:bitbucket}.
     *
     * @param destination only pull requests into this branch, if given
     */
    public CompletableFuture<Page<PullRequest>> openPullRequests(BranchName source, Optional<BranchName> destination) {
        Filter fromSource = Filter.is("source.branch.name", source.value()).and(Filter.is("state", "OPEN"));
        return pullRequests(destination
                .map(branch ->
                        Filter.is("destination.branch.name", branch.value()).and(fromSource))
                .orElse(fromSource));
    }

    /**
     * The open pull requests from or into a branch of this name, also those that do not name their branches. Scope:
     * {@code read:pullrequest:bitbucket}.
     */
    public CompletableFuture<Page<PullRequest>> openPullRequestsOf(BranchName branch) {
        Filter ofBranch = Filter.any(List.of(
                Filter.is("source.branch.name", branch.value()), Filter.is("destination.branch.name", branch.value())));
        return pullRequests(
                MAX_PULL_REQUEST_PAGE_LENGTH, "", ofBranch.and(Filter.is("state", "OPEN")), PullRequest::from);
    }

    /**
     * The open pull requests from a branch of a fork into this repository. Scope: {@code read:pullrequest:bitbucket}.
     *
     * @param fork the full name of the fork
     * @see <a href="https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering">filtering</a>, which has an
     *     example with {@code source.repository.full_name}
     */
    public CompletableFuture<Page<PullRequest>> openPullRequestsFrom(String fork, BranchName branch) {
        Filter fromBranch = Filter.is("source.repository.full_name", fork)
                .and(Filter.is("source.branch.name", branch.value()))
                .and(Filter.is("state", "OPEN"));
        return pullRequests(MAX_PULL_REQUEST_PAGE_LENGTH, "", fromBranch, PullRequest::from);
    }

    /** A pull request. Scope: {@code read:pullrequest:bitbucket}. */
    public CompletableFuture<PullRequest> pullRequest(long number) {
        return onPullRequest(number).get();
    }

    PullRequestClient onPullRequest(long number) {
        return new PullRequestClient(executor, id, path, number);
    }

    /**
     * Sets a build status; a status with the same key is overwritten. Scope: {@code read:repository:bitbucket}
     * according to Bitbucket's description; {@code write:repository:bitbucket} may be required as well.
     *
     * @param commit its full or short hash
     */
    public CompletableFuture<BuildStatus> setStatus(String commit, BuildStatus status) {
        return executor.overwrite(
                Sentences.of("Do.SetStatus", status.key(), commit, id),
                path + "/commit/" + encode(commit) + "/statuses/build",
                status.json(),
                BuildStatus::from);
    }

    /** A build status of a commit. Scope: {@code read:repository:bitbucket}. */
    public CompletableFuture<BuildStatus> status(String commit, String key) {
        return executor.get(
                Sentences.of("Do.ReadStatus", key, commit, id),
                path + "/commit/" + encode(commit) + "/statuses/build/" + encode(key),
                BuildStatus::from);
    }

    /**
     * Opens a pull request. Scopes: {@code read:pullrequest:bitbucket} and {@code write:pullrequest:bitbucket}.
     *
     * <p>If the branch was pushed a moment ago and is not known yet, the call waits some seconds for it.
     *
     * @param fields at least a title and a source
     * @return the pull request. If one is already open for the same branches, Bitbucket creates no second one and
     *     reports no error: it overwrites the title and “close source branch” of the existing one, and returns it
     */
    public CompletableFuture<PullRequest> openPullRequest(PullRequestChange fields) {
        String source = fields.source().orElse("no branch");
        return executor.retrier()
                .runUntilKnown(
                        RepositoryClient::isUnknownBranch,
                        Sentences.of("Wait.BranchUnknown", source),
                        () -> executor.post(
                                Sentences.of("Do.OpenPullRequest", source, id),
                                path + "/pullrequests",
                                fields.json(),
                                PullRequest::from));
    }

    private static boolean isUnknownBranch(Throwable failure) {
        return failure instanceof BitbucketException.Invalid
                && failure.getMessage().toLowerCase(Locale.ROOT).contains("branch not found");
    }

    /**
     * Changes fields of an open pull request. Scopes: {@code read:pullrequest:bitbucket} and
     * {@code write:pullrequest:bitbucket}.
     */
    public CompletableFuture<PullRequest> updatePullRequest(long number, PullRequestChange fields) {
        return executor.put(
                Sentences.of("Do.UpdatePullRequest", number, id),
                path + "/pullrequests/" + number,
                fields.json(),
                PullRequest::from);
    }

    /** The default reviewers of the repository and of its project. Scope: {@code read:pullrequest:bitbucket}. */
    public CompletableFuture<Page<User>> effectiveDefaultReviewers() {
        return executor.page(
                Sentences.of("Do.ListDefaultReviewers", id),
                path + "/effective-default-reviewers?pagelen=" + BitbucketClient.MAX_PAGE_LENGTH,
                reviewer -> User.fromAccount(reviewer.path("user")));
    }
}
