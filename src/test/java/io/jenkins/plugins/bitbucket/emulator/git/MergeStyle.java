package io.jenkins.plugins.bitbucket.emulator.git;

/**
 * The ways to merge the commits of a pull request; their names in lower case are Bitbucket's.
 *
 * @see <a href="https://bitbucket.org/blog/fast-forward-merges-bitbucket-cloud-default-like">what they do</a>
 */
public enum MergeStyle {
    /** Always a commit with two parents. */
    MERGE_COMMIT,
    /** One commit with all changes. */
    SQUASH,
    /** The destination moves to the source, if it has no commits of its own. */
    FAST_FORWARD,
    /** One commit with all changes, if the destination has no commits of its own. */
    SQUASH_FAST_FORWARD,
    /** The commits are rewritten on top of the destination. */
    REBASE_FAST_FORWARD,
    /** The same, with a merge commit on top. */
    REBASE_MERGE
}
