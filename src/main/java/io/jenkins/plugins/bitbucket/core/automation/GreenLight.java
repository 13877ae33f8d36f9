package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BuildStatus;
import io.jenkins.plugins.bitbucket.core.api.Page;
import io.jenkins.plugins.bitbucket.core.api.Participant;
import io.jenkins.plugins.bitbucket.core.api.PullRequest;
import io.jenkins.plugins.bitbucket.core.api.PullRequestClient;
import io.jenkins.plugins.bitbucket.core.api.UserId;
import io.jenkins.plugins.bitbucket.core.automation.MergePullRequest.Request;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.RestErrorDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Waits until the builds of a pull request's newest commit are successful, and its reviewers agree.
 *
 * <p>Each poll reads the statuses first and the pull request second. This confirms, right before the merge, that the
 * statuses belong to the newest commit.
 */
final class GreenLight {

    private final Request request;
    private final BitbucketClient client;
    private final PullRequestClient pullRequest;
    private final RestErrorDecoder errors;
    private PullRequest seen;
    private String told = "";

    /** @param found the open pull request */
    GreenLight(Request request, BitbucketClient client, RestErrorDecoder errors, PullRequest found) {
        this.request = request;
        this.client = client;
        this.pullRequest = client.pullRequest(request.pullRequest());
        this.errors = errors;
        this.seen = found;
    }

    /** Whether both are the same commit, comparing abbreviated hashes as well. */
    static boolean isSame(Optional<String> one, Optional<String> other) {
        return one.equals(other)
                || one.isPresent()
                        && other.isPresent()
                        && (one.get().startsWith(other.get()) || other.get().startsWith(one.get()));
    }

    /** The pull request when it is green, or when somebody else has closed it. */
    CompletableFuture<PullRequest> await() {
        return client.poll(this::look);
    }

    private CompletableFuture<Optional<PullRequest>> look() {
        return Page.collect(pullRequest.statuses(), Integer.MAX_VALUE)
                .thenCompose(statuses -> pullRequest.get().thenCompose(now -> {
                    PullRequest before = seen;
                    seen = now;
                    if (!now.isOpen()) {
                        return CompletableFuture.completedFuture(Optional.of(now));
                    }
                    Optional<String> commit = now.sourceCommit();
                    if (commit.isEmpty()) {
                        throw errors.notFound(Sentences.of("Merge.NoCommit"), "");
                    }
                    if (!isSame(before.sourceCommit(), commit)) {
                        client.tell(Sentences.of("Wait.MergePushed", request.pullRequest(), shortened(commit.get())));
                        return look();
                    }
                    return CompletableFuture.completedFuture(judge(now, commit.get(), statuses));
                }));
    }

    private Optional<PullRequest> judge(PullRequest now, String commit, List<BuildStatus> statuses) {
        List<BuildStatus> own = statuses.stream()
                .filter(status -> status.commit().isEmpty() || isSame(status.commit(), Optional.of(commit)))
                .toList();
        List<BuildStatus> failed = own.stream().filter(BuildStatus::isFailed).toList();
        if (!failed.isEmpty()) {
            throw errors.invalid(
                    Sentences.of("Merge.StatusFailed", named(failed), shortened(commit)),
                    Sentences.of("Merge.StatusFailedAdvice"));
        }
        List<String> missing = new ArrayList<>();
        if (own.isEmpty() && !request.allowNone()) {
            missing.add(Sentences.of("Wait.NoStatus", shortened(commit)));
        }
        List<BuildStatus> atWork = own.stream()
                .filter(status -> !status.isSuccessful() && !isOfOwnBuild(status))
                .toList();
        if (!atWork.isEmpty()) {
            missing.add(Sentences.of("Wait.Status", named(atWork), shortened(commit)));
        }
        addOpinions(missing, now);
        if (missing.isEmpty()) {
            return Optional.of(now);
        }
        tell(String.join("; ", missing));
        return Optional.empty();
    }

    private boolean isOfOwnBuild(BuildStatus status) {
        return request.ownBuild().isPresent() && request.ownBuild().equals(status.url());
    }

    private void addOpinions(List<String> missing, PullRequest now) {
        Optional<UserId> author = UserId.of(now.author());
        long approvals = now.participants().stream()
                .filter(Participant::approved)
                .filter(participant ->
                        author.map(id -> !id.isOf(participant.user())).orElse(true))
                .count();
        if (approvals < request.approvals()) {
            missing.add(Sentences.of("Wait.Approvals", approvals, request.approvals()));
        }
        List<String> against = now.participants().stream()
                .filter(Participant::requestsChanges)
                .map(participant -> participant.user().name())
                .toList();
        if (!against.isEmpty()) {
            missing.add(Sentences.of("Wait.ChangesRequested", String.join(", ", against)));
        }
    }

    /** Reports each reason once, however many polls there are. */
    private void tell(String reasons) {
        if (!reasons.equals(told)) {
            told = reasons;
            client.tell(Sentences.of("Wait.Green", request.pullRequest(), reasons));
        }
    }

    private static String named(List<BuildStatus> statuses) {
        return statuses.stream()
                .map(status -> Sentences.of("Merge.Status", status.name().orElse(status.key()), status.state()))
                .collect(Collectors.joining(", "));
    }

    private static String shortened(String commit) {
        return commit.substring(0, Math.min(12, commit.length()));
    }
}
