package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;

/**
 * A build status of a commit.
 *
 * @param commit its full hash
 * @param key distinguishes it from other builds of the commit
 * @param state INPROGRESS, SUCCESSFUL, FAILED or STOPPED
 * @param refname the branch that was built, or null
 */
public record CommitStatus(
        String commit,
        String key,
        String state,
        String url,
        String name,
        String description,
        String refname,
        Instant createdOn,
        Instant updatedOn) {

    /** Whether it counts for a branch; it does if it has none. */
    public boolean isFor(String branch) {
        return refname == null || refname.equals(branch);
    }
}
