package io.jenkins.plugins.bitbucket.core.git;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The refs of a repository that a {@link RefQuery} asked for.
 *
 * @param commits the full hashes of the commits that the named refs lead to, by the refs' full names; a tag's is that
 *     of what it marks
 * @param matches the full hashes that begin as the query says, of commits that a branch or tag leads to; two of them
 *     stand for many
 */
public record RemoteRefs(Map<String, String> commits, Set<String> matches) {

    public RemoteRefs {
        commits = Map.copyOf(commits);
        matches = Set.copyOf(matches);
    }

    /** The commit that the ref of this full name leads to, if it was asked for and is there. */
    public Optional<String> commit(String ref) {
        return Optional.ofNullable(commits.get(ref));
    }
}
