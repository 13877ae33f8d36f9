package io.jenkins.plugins.bitbucket.core.git;

import java.util.Optional;
import java.util.Set;

/**
 * Which of a repository's refs matter; the others are not kept, however many there are.
 *
 * @param names the full names of refs, such as {@code refs/heads/main}, or {@code HEAD}
 * @param hash the first digits of a commit's hash, in small letters: the branches and tags that stand at such a commit
 */
public record RefQuery(Set<String> names, Optional<String> hash) {

    public static final String HEAD = "HEAD";
    public static final String BRANCHES = "refs/heads/";
    public static final String TAGS = "refs/tags/";

    /** Whether there is any branch or tag: of their commits, two stand for many. */
    public static final RefQuery ANY = new RefQuery(Set.of(), Optional.of(""));

    public RefQuery {
        names = Set.copyOf(names);
    }

    /** Whether a ref of that name may stand at the commit that is looked for. */
    boolean mayHaveHash(String name) {
        return hash.isPresent() && (name.startsWith(BRANCHES) || name.startsWith(TAGS));
    }
}
