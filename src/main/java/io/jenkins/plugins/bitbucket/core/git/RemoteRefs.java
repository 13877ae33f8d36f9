package io.jenkins.plugins.bitbucket.core.git;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The refs of a repository that match a {@link RefQuery}.
 *
 * @param commits the full hashes of the commits that the refs point to, by the refs' full names; for a tag, its target
 * @param matches the full hashes of the matching commits that a branch or tag points to, at most two
 */
public record RemoteRefs(Map<String, String> commits, Set<String> matches) {

    public RemoteRefs {
        commits = Map.copyOf(commits);
        matches = Set.copyOf(matches);
    }

    /** The commit that the ref of this full name points to, if it was requested and exists. */
    public Optional<String> commit(String ref) {
        return Optional.ofNullable(commits.get(ref));
    }
}
