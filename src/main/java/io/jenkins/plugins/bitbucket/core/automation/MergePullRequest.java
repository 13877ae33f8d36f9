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
 * Merges a pull request at once, or when its builds and reviewers are for it; or finds that it is merged.
 *
 * <p>Costs two requests, one to look and one to merge; two more to see that it is green, and two each time that it is not.
 * Where Bitbucket merges in the background, one more for each look.
 */
public final class MergePullRequest {

    /** What it needs of a token. */
    public static final Set<Scope> SCOPES = Set.of(Scope.READ_PULLREQUEST, Scope.WRITE_PULLREQUEST);

    /** Bitbucket's limit for the message, in bytes. */
    static final int MAX_MESSAGE_BYTES = 128 * 1024;

    /** When to merge. */
    public enum When {
        /** At once; Bitbucket's own merge checks apply. */
        NOW,
        /** As soon as every build status of its newest commit is successful, and the reviewers agree. */
        GREEN
    }

    /** How the commits of the source come into the destination, in Bitbucket's own words. */
    public enum Strategy {
        MERGE_COMMIT,
        SQUASH,
        FAST_FORWARD,
        SQUASH_FAST_FORWARD,
        REBASE_FAST_FORWARD,
        REBASE_MERGE
    }

    /**
     * @param pullRequest what to merge
     * @param strategy how; Bitbucket's default if none is given
     * @param message of the commit that is made; Bitbucket's own if none is given
     * @param closeSourceBranch whether the source branch goes; as was said when the pull request was opened if left out
     * @param when at once or when it is green
     * @param approvals how many others than its author must have approved it to be green
     * @param allowNone whether it is green without any build status
     */
    public record Request(
            PullRequestId pullRequest,
            Optional<Strategy> strategy,
            Optional<String> message,
            Optional<Boolean> closeSourceBranch,
            When when,
            int approvals,
            boolean allowNone) {

        /** @throws IllegalArgumentException if it asks for what can't be done, saying why */
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

        /** Merges it at once, as Bitbucket does by default. */
        public static Request of(PullRequestId pullRequest) {
            return new Request(pullRequest, Optional.empty(), Optional.empty(), Optional.empty(), When.NOW, 0, false);
        }

        MergeParameters parameters() {
            return new MergeParameters(
                    strategy.map(word -> word.name().toLowerCase(Locale.ROOT)), message, closeSourceBranch);
        }
    }

    /**
     * @return what has become of it; fails with a {@link BitbucketException}, an {@link BitbucketException.Invalid} if it
     *     can't be merged as it is. It may take as long as builds and reviewers do, without a thread; cancelling it ends the
     *     wait, and drops the request in flight
     */
    public CompletableFuture<MergeResult> run(Request request, BitbucketClient client) {
        MergeAttempt.Sent sent = new MergeAttempt.Sent();
        return client.cancelTogether(
                client.retryWhileInDoubt(inDoubt -> new MergeAttempt(request, client, sent).start()));
    }
}
