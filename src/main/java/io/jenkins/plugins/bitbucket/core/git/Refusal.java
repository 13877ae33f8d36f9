package io.jenkins.plugins.bitbucket.core.git;

import java.util.regex.Pattern;

/**
 * Why the server did not make a branch.
 *
 * @param reason git's word for it in its report, such as {@code pre-receive hook declined}
 * @param words what was said for people beside the report: by a hook, by the file system, or nothing
 */
public record Refusal(String reason, String words) {

    // Git's and JGit's words. What hooks say is in their own: it never decides what is wrong.
    private static final Pattern NO_COMMIT = Pattern.compile(
            "missing necessary objects|missing object\\(s\\)|object HASH missing|(error )?Missing \\w+ HASH");

    /** Whether there is no such commit in the repository. */
    public boolean isCommitMissing(String hash) {
        return NO_COMMIT.matcher(reason.replace(hash, "HASH")).matches();
    }
}
