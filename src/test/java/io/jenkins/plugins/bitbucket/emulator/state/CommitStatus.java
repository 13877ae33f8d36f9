package io.jenkins.plugins.bitbucket.emulator.state;

import java.time.Instant;

/**
 * What a build says of a commit.
 *
 * @param commit its full hash
 * @param key tells it from other builds of the commit
 * @param state INPROGRESS, SUCCESSFUL, FAILED or STOPPED
 * @param refname the branch that it was built for, else null
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

    /** Whether it counts for a branch: it does if it names none. */
    public boolean isFor(String branch) {
        return refname == null || refname.equals(branch);
    }
}
