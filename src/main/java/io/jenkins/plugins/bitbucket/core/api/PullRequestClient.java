package io.jenkins.plugins.bitbucket.core.api;

import static io.jenkins.plugins.bitbucket.core.api.BitbucketClient.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException.Invalid;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The REST API for one pull request and one account; see {@link BitbucketClient}.
 *
 * <p>Source: <a href="https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/">Pull requests</a>.
 */
public final class PullRequestClient {

    private final RequestExecutor executor;
    private final RepositoryId repository;
    private final long number;
    private final String path;

    PullRequestClient(RequestExecutor executor, RepositoryId repository, String path, long number) {
        this.executor = executor;
        this.repository = repository;
        this.number = number;
        this.path = path + "/pullrequests/" + number;
    }

    /** The pull request. Scope: {@code read:pullrequest:bitbucket}. */
    public CompletableFuture<PullRequest> get() {
        return executor.get(action("Do.ReadPullRequest"), path, PullRequest::from);
    }

    /** All comments, oldest first, including deleted ones. Scope: {@code read:pullrequest:bitbucket}. */
    public CompletableFuture<Page<PullRequestComment>> comments() {
        return executor.page(
                action("Do.ListComments"),
                path + "/comments?pagelen=" + BitbucketClient.MAX_PAGE_LENGTH + "&fields="
                        + encode("next," + PullRequestComment.FIELDS),
                PullRequestComment::from);
    }

    /** A comment. Scope: {@code read:pullrequest:bitbucket}. */
    public CompletableFuture<PullRequestComment> comment(long id) {
        return executor.get(action("Do.ReadComment"), path + "/comments/" + id, PullRequestComment::from);
    }

    /**
     * Adds a comment to the open or closed pull request. Scope: {@code read:pullrequest:bitbucket}.
     *
     * @param text Markdown
     */
    public CompletableFuture<PullRequestComment> addComment(String text) {
        return executor.post(
                action("Do.CommentPullRequest"), path + "/comments", comment(text), PullRequestComment::from);
    }

    /** Replaces the text of a comment, which only its author can do. Scope: {@code read:pullrequest:bitbucket}. */
    public CompletableFuture<PullRequestComment> updateComment(long id, String text) {
        return executor.put(
                action("Do.UpdateComment"), path + "/comments/" + id, comment(text), PullRequestComment::from);
    }

    /**
     * The build statuses of its source branch. Whether they include those of older commits is not documented. Scope:
     * {@code read:pullrequest:bitbucket}.
     */
    public CompletableFuture<Page<BuildStatus>> statuses() {
        return executor.page(
                action("Do.ListStatuses"),
                path + "/statuses?pagelen=" + BitbucketClient.MAX_PAGE_LENGTH,
                BuildStatus::inList);
    }

    /**
     * Declines it. Scopes: {@code read:pullrequest:bitbucket} and {@code write:pullrequest:bitbucket}.
     *
     * @return the pull request; an {@link Invalid} with the field {@code newstatus} if it is already closed
     */
    public CompletableFuture<PullRequest> decline() {
        // Bitbucket rejects a POST with the content type JSON and no body.
        return executor.post(
                action("Do.DeclinePullRequest"), path + "/decline", Json.MAPPER.createObjectNode(), PullRequest::from);
    }

    /**
     * Merges it. The request can't name a commit: Bitbucket merges what the source branch points to. Scopes: {@code
     * read:pullrequest:bitbucket} and {@code write:pullrequest:bitbucket}.
     *
     * @return the state of the merge, which may continue in the background
     */
    public CompletableFuture<MergeProgress> merge(MergeParameters parameters) {
        return executor.begin(
                action("Do.MergePullRequest"),
                path + "/merge",
                parameters.json(),
                merged -> MergeProgress.done(PullRequest.from(merged)),
                MergeProgress::pending);
    }

    /**
     * Reads the state of a merge in the background. Scope: {@code read:pullrequest:bitbucket}.
     *
     * @param task the address of the task
     * @return the state; fails if the merge has failed
     */
    public CompletableFuture<MergeProgress> mergeProgress(URI task) {
        return executor.get(action("Do.MergePullRequest"), task, json -> {
            if (Json.text(json, "/task_status").equals("PENDING")) {
                return MergeProgress.pending(Optional.of(task));
            }
            return MergeProgress.done(PullRequest.from(json.path("merge_result")));
        });
    }

    /**
     * The state of a merge.
     *
     * @param merged the pull request after the merge
     * @param task the address to poll until then; none if Bitbucket did not name it
     */
    public record MergeProgress(Optional<PullRequest> merged, Optional<URI> task) {

        private static MergeProgress done(PullRequest merged) {
            return new MergeProgress(Optional.of(merged), Optional.empty());
        }

        private static MergeProgress pending(Optional<URI> task) {
            return new MergeProgress(Optional.empty(), task);
        }
    }

    /**
     * How to merge. If something is omitted, Bitbucket's default applies.
     *
     * @param strategy such as {@code merge_commit}
     * @param message the message of the merge commit
     * @param closeSourceBranch whether to delete the source branch; if omitted, the setting of the pull request applies
     */
    public record MergeParameters(
            Optional<String> strategy, Optional<String> message, Optional<Boolean> closeSourceBranch) {

        private JsonNode json() {
            ObjectNode json = Json.MAPPER.createObjectNode().put("type", "pullrequest_merge_parameters");
            strategy.ifPresent(word -> json.put("merge_strategy", word));
            message.ifPresent(text -> json.put("message", text));
            closeSourceBranch.ifPresent(close -> json.put("close_source_branch", close));
            return json;
        }
    }

    private String action(String key) {
        return Sentences.of(key, number, repository);
    }

    private static ObjectNode comment(String text) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.putObject("content").put("raw", text);
        return body;
    }
}
