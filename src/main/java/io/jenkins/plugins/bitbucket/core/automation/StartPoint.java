package io.jenkins.plugins.bitbucket.core.automation;

import io.jenkins.plugins.bitbucket.core.api.BranchName;
import java.util.regex.Pattern;

/** Where a new branch starts. */
public sealed interface StartPoint {

    /** The repository's main branch, as nothing else was said. */
    record MainBranch() implements StartPoint {}

    /** The newest commit of a branch; a tag if there is no such branch. */
    record Named(BranchName name) implements StartPoint {}

    /** The commit that a tag marks. */
    record Tagged(BranchName tag) implements StartPoint {}

    /**
     * A commit.
     *
     * @param hash its hash, whole or its first characters
     */
    record Hash(String hash) implements StartPoint {}

    Pattern HASH = Pattern.compile("[0-9a-fA-F]{7,40}");

    /**
     * Reads a start as people write it: a branch, a tag, a commit's hash of 7 to 40 digits, {@code refs/heads/NAME},
     * {@code refs/tags/NAME}, or nothing for the main branch.
     *
     * @throws IllegalArgumentException if it can be none of these
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
