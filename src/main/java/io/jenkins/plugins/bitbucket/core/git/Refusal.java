package io.jenkins.plugins.bitbucket.core.git;

import java.util.regex.Pattern;

/**
 * Why the server did not create a branch.
 *
 * @param reason git's reason in its report, such as {@code pre-receive hook declined}, or empty
 * @param words the text for people beside the report: of a hook, of the file system, or empty
 */
public record Refusal(String reason, String words) {

    // The words of git and JGit. Hooks use their own, which never decide what is wrong.
    private static final Pattern NO_COMMIT = Pattern.compile(
            "missing necessary objects|missing object\\(s\\)|object HASH missing|(error )?Missing \\w+ HASH");

    /** Whether the commit is not in the repository. */
    public boolean isCommitMissing(String hash) {
        return NO_COMMIT.matcher(reason.replace(hash, "HASH")).matches();
    }
}
