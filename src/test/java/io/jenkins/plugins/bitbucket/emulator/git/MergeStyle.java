package io.jenkins.plugins.bitbucket.emulator.git;

/**
 * How the commits of a pull request get into its destination; their names in lower case are Bitbucket's.
 *
 * @see <a href="https://bitbucket.org/blog/fast-forward-merges-bitbucket-cloud-default-like">what they do</a>
 */
public enum MergeStyle {
    /** A commit with two parents, always. */
    MERGE_COMMIT,
    /** One commit with all changes. */
    SQUASH,
    /** The destination moves to the source, if it has nothing of its own. */
    FAST_FORWARD,
    /** One commit with all changes, if the destination has nothing of its own. */
    SQUASH_FAST_FORWARD,
    /** The commits are written anew on top of the destination. */
    REBASE_FAST_FORWARD,
    /** The same, with a commit of two parents on top of them. */
    REBASE_MERGE
}
