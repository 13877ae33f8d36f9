package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.util.Optional;

/**
 * A reference to a repository, as complete as the response that contains it.
 *
 * @param uuid in braces; empty if unknown. It stays the same if the repository or its workspace is renamed
 * @param fullName such as {@code acme/infra}; empty if unknown. After a rename, some responses still contain the old
 *     one
 */
public record RepositoryRef(String uuid, String fullName) {

    static RepositoryRef from(JsonNode json) {
        return new RepositoryRef(
                Json.maybeText(json, "/uuid").orElse(""),
                Json.maybeText(json, "/full_name").orElse(""));
    }

    /** What an ID reveals about the repository: only Bitbucket can resolve a workspace's UUID with a slug. */
    public static RepositoryRef of(RepositoryId id) {
        boolean byUuid = id.slug().startsWith("{");
        boolean byName = !byUuid && !id.workspace().startsWith("{");
        return new RepositoryRef(byUuid ? id.slug() : "", byName ? id.toString() : "");
    }

    public static RepositoryRef of(Repository repository) {
        return new RepositoryRef(repository.uuid(), repository.fullName());
    }

    /** This reference, completed with what {@code other} contains. */
    RepositoryRef or(RepositoryRef other) {
        return new RepositoryRef(uuid.isEmpty() ? other.uuid : uuid, fullName.isEmpty() ? other.fullName : fullName);
    }

    /** Whether both are the same repository: compared by UUID, otherwise by name; empty if they can't be compared. */
    public Optional<Boolean> isSameAs(RepositoryRef other) {
        return same(uuid, other.uuid).or(() -> same(fullName, other.fullName));
    }

    private static Optional<Boolean> same(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? Optional.empty() : Optional.of(one.equalsIgnoreCase(other));
    }
}
