package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import java.util.regex.Pattern;

/** Where a new branch starts. */
public sealed interface StartPoint {

    /** The repository's main branch, the default. */
    record MainBranch() implements StartPoint {}

    /** The newest commit of a branch; a tag if there is no such branch. */
    record Named(BranchName name) implements StartPoint {}

    /** The commit of a tag. */
    record Tagged(BranchName tag) implements StartPoint {}

    /**
     * A commit.
     *
     * @param hash its hash, or its first characters
     */
    record Hash(String hash) implements StartPoint {}

    Pattern HASH = Pattern.compile("[0-9a-fA-F]{7,40}");

    /**
     * Parses a start: a branch, a tag, 7 to 40 digits of a commit's hash, {@code refs/heads/NAME}, {@code
     * refs/tags/NAME}, or empty for the main branch.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static StartPoint parse(String text) {
        String start = text == null ? "" : text.strip();
        if (start.isEmpty()) {
            return new MainBranch();
        }
        if (HASH.matcher(start).matches()) {
            return new Hash(start);
        }
        if (start.startsWith("refs/tags/")) {
            return new Tagged(new BranchName(start.substring("refs/tags/".length())));
        }
        return new Named(new BranchName(start.replaceFirst("^refs/heads/", "")));
    }
}
