package io.jenkins.plugins.bitbucket.core.git;

import java.util.Optional;
import java.util.Set;

/**
 * The refs of a repository to look for; no others are kept, however many there are.
 *
 * @param names the full names of refs, such as {@code refs/heads/main}, or {@code HEAD}
 * @param hash the first digits of a commit's hash, in lower case: the branches and tags that point to such a commit
 */
public record RefQuery(Set<String> names, Optional<String> hash) {

    public static final String HEAD = "HEAD";
    public static final String BRANCHES = "refs/heads/";
    public static final String TAGS = "refs/tags/";

    /** Whether there is any branch or tag: two of their commits are enough. */
    public static final RefQuery ANY = new RefQuery(Set.of(), Optional.of(""));

    public RefQuery {
        names = Set.copyOf(names);
    }

    /** Whether a ref of this name may point to the commit. */
    boolean mayHaveHash(String name) {
        return hash.isPresent() && (name.startsWith(BRANCHES) || name.startsWith(TAGS));
    }
}
