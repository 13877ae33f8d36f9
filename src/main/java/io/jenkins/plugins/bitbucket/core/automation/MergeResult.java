package io.jenkins.plugins.bitbucket.core.automation;

import java.util.Optional;

/**
 * The result of a merge.
 *
 * @param pullRequest its current state: {@link PullRequestResult.Outcome#UPDATED} if this operation merged it, {@link
 *     PullRequestResult.Outcome#FOUND} if it was already merged
 * @param commit the hash of the merge commit, or its first characters
 * @param sourceCommit the hash of the newest merged commit, or its first characters
 * @param expected the commit that was to be merged, if another one was: somebody pushed at the last moment
 */
public record MergeResult(
        PullRequestResult pullRequest,
        Optional<String> commit,
        Optional<String> sourceCommit,
        Optional<String> expected) {}
