package io.jenkins.plugins.bitbucket.core.automation;

import java.util.Optional;

/**
 * What has become of a pull request that was to be merged.
 *
 * @param pullRequest as it is now: {@link PullRequestResult.Outcome#UPDATED} if it was merged by this, {@link
 *     PullRequestResult.Outcome#FOUND} if it was merged already
 * @param commit the hash of the commit that has merged it, or its first characters
 * @param sourceCommit the hash of the newest commit that was merged, or its first characters
 * @param expected what was to be merged in its place, if that was another one: somebody pushed in the last moment
 */
public record MergeResult(
        PullRequestResult pullRequest,
        Optional<String> commit,
        Optional<String> sourceCommit,
        Optional<String> expected) {}
