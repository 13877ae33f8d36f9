package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What can be done, and found already done, on a branch of a repository of Acme. */
enum FaultyOperation {
    BRANCH_FROM_MAIN,
    BRANCH_FROM_BRANCH,
    BRANCH_FROM_TAG,
    BRANCH_FROM_NAMED_TAG,
    BRANCH_FROM_COMMIT,
    BRANCH_UNLESS_IT_EXISTS,
    BRANCH_THAT_EXISTS,
    PULL_REQUEST,
    PULL_REQUEST_WITH_REVIEWERS,
    PULL_REQUEST_UNLESS_IT_EXISTS,
    PULL_REQUEST_TO_UPDATE,
    PULL_REQUEST_TO_REUSE;

    static final String TITLE = "Terraform 1.9";
    static final String OTHER_TITLE = "Terraform";

    boolean isBranch() {
        return name().startsWith("BRANCH");
    }

    /** Whether the branch or the pull request is there before. */
    boolean exists() {
        return this == BRANCH_THAT_EXISTS || this == PULL_REQUEST_TO_UPDATE || this == PULL_REQUEST_TO_REUSE;
    }

    /** Whether it may well fail if an answer of Bitbucket was lost. */
    boolean failsInDoubt() {
        return this == BRANCH_UNLESS_IT_EXISTS;
    }

    /** Whether reviewers are asked for, some of whom Bitbucket refuses. */
    boolean withReviewers() {
        return this == PULL_REQUEST_WITH_REVIEWERS || this == PULL_REQUEST_TO_UPDATE;
    }

    Outcome outcome() {
        return switch (this) {
            case PULL_REQUEST_TO_UPDATE -> Outcome.UPDATED;
            case PULL_REQUEST_TO_REUSE -> Outcome.FOUND;
            default -> Outcome.CREATED;
        };
    }

    /** @param commit the newest of the branch {@code main}, which a tag {@code v1} marks */
    CompletableFuture<BranchResult> createBranch(
            RepositoryId repository, BranchName branch, String commit, BitbucketClient client) {
        String from =
                switch (this) {
                    case BRANCH_FROM_MAIN -> "";
                    case BRANCH_FROM_TAG -> "refs/tags/v1";
                    case BRANCH_FROM_NAMED_TAG -> "v1";
                    case BRANCH_FROM_COMMIT -> commit;
                    default -> "main";
                };
        CreateBranch.IfExists ifExists = failsInDoubt() ? CreateBranch.IfExists.FAIL : CreateBranch.IfExists.REUSE;
        return new CreateBranch()
                .run(new CreateBranch.Request(repository, branch, StartPoint.parse(from), ifExists), client);
    }

    CompletableFuture<PullRequestResult> openPullRequest(
            RepositoryId repository, BranchName branch, BitbucketClient client) {
        OpenPullRequest.IfExists ifExists =
                switch (this) {
                    case PULL_REQUEST_UNLESS_IT_EXISTS -> OpenPullRequest.IfExists.FAIL;
                    case PULL_REQUEST_TO_REUSE -> OpenPullRequest.IfExists.REUSE;
                    default -> OpenPullRequest.IfExists.UPDATE;
                };
        return new OpenPullRequest()
                .run(
                        new OpenPullRequest.Request(
                                repository,
                                branch,
                                Optional.of(new BranchName("main")),
                                TITLE,
                                Optional.of("All of it"),
                                withReviewers() ? FaultyReviewers.ASKED : List.of(),
                                withReviewers(),
                                false,
                                false,
                                ifExists),
                        client);
    }
}
