package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.PullRequestClient.MergeParameters;
import io.jenkins.plugins.bitbucket.core.api.PullRequestId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Merges a pull request immediately, or when it is green, or finds that it is already merged.
 *
 * <p>It needs two requests, to read and to merge it; two more to check that it is green, and two for each further
 * check. If Bitbucket merges in the background, each poll needs one more.
 */
public final class MergePullRequest {

    /** The scopes that it needs. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_PULLREQUEST, Scope.WRITE_PULLREQUEST);

    /** Bitbucket's limit for the message, in bytes. */
    static final int MAX_MESSAGE_BYTES = 128 * 1024;

    /** When to merge. */
    public enum When {
        /** Immediately; Bitbucket's own merge checks apply. */
        NOW,
        /** When every build status of its newest commit is successful, and the reviewers agree. */
        GREEN
    }

    /** The merge strategies, with Bitbucket's names. */
    public enum Strategy {
        MERGE_COMMIT,
        SQUASH,
        FAST_FORWARD,
        SQUASH_FAST_FORWARD,
        REBASE_FAST_FORWARD,
        REBASE_MERGE
    }

    /**
     * @param pullRequest the pull request to merge
     * @param strategy the strategy; Bitbucket's default if omitted
     * @param message the message of the merge commit; Bitbucket's default if omitted
     * @param closeSourceBranch whether to delete the source branch; the setting of the pull request if omitted
     * @param when immediately or when it is green
     * @param approvals the number of approvals required for green, not counting the author's
     * @param allowNone whether it is green without any build status
     * @param ownBuild the URL in the build status of the build that merges, if there is one. It can't end before the
     *     merge, so it is green while it is in progress
     */
    public record Request(
            PullRequestId pullRequest,
            Optional<Strategy> strategy,
            Optional<String> message,
            Optional<Boolean> closeSourceBranch,
            When when,
            int approvals,
            boolean allowNone,
            Optional<String> ownBuild) {

        /** @throws IllegalArgumentException if it could never succeed, with the reason */
        public Request {
            Objects.requireNonNull(pullRequest, "pullRequest");
            Objects.requireNonNull(when, "when");
            if (approvals < 0) {
                throw new IllegalArgumentException(Sentences.of("Form.Approvals", approvals));
            }
            if (when == When.NOW && (approvals > 0 || allowNone)) {
                throw new IllegalArgumentException(Sentences.of("Form.OnlyGreen"));
            }
            message.ifPresent(Request::checkMessage);
        }

        private static void checkMessage(String message) {
            int bytes = message.getBytes(StandardCharsets.UTF_8).length;
            if (message.isBlank() || !Text.isUnicode(message) || bytes > MAX_MESSAGE_BYTES) {
                throw new IllegalArgumentException(Sentences.of("Form.MergeMessage", MAX_MESSAGE_BYTES));
            }
        }

        /** Merges it immediately, with Bitbucket's defaults. */
        public static Request of(PullRequestId pullRequest) {
            return new Request(
                    pullRequest,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    When.NOW,
                    0,
                    false,
                    Optional.empty());
        }

        MergeParameters parameters() {
            return new MergeParameters(
                    strategy.map(word -> word.name().toLowerCase(Locale.ROOT)), message, closeSourceBranch);
        }
    }

    /**
     * @return the result; fails with a {@link BitbucketException}, an {@link BitbucketException.Invalid} if it can't be
     *     merged as it is. It waits as long as builds and reviewers need, without a thread. Cancelling it ends the
     *     wait, and drops the running request
     */
    public CompletableFuture<MergeResult> run(Request request, BitbucketClient client) {
        MergeAttempt.Sent sent = new MergeAttempt.Sent();
        return client.cancelTogether(
                client.retryWhileInDoubt(inDoubt -> new MergeAttempt(request, client, sent).start()));
    }
}
