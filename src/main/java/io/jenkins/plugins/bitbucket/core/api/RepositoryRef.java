package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.util.Optional;

/**
 * A repository as something else refers to it, by as much as is told of it.
 *
 * @param uuid in braces; empty where it is not told. It stays when the repository or its workspace is renamed
 * @param fullName such as {@code acme/infra}; empty where it is not told. After a rename, some answers still hold the old
 *     one
 */
public record RepositoryRef(String uuid, String fullName) {

    static RepositoryRef from(JsonNode json) {
        return new RepositoryRef(
                Json.maybeText(json, "/uuid").orElse(""),
                Json.maybeText(json, "/full_name").orElse(""));
    }

    /** What an ID tells of the repository: by the UUID of a workspace and a slug it is known to Bitbucket alone. */
    public static RepositoryRef of(RepositoryId id) {
        boolean byUuid = id.slug().startsWith("{");
        boolean byName = !byUuid && !id.workspace().startsWith("{");
        return new RepositoryRef(byUuid ? id.slug() : "", byName ? id.toString() : "");
    }

    public static RepositoryRef of(Repository repository) {
        return new RepositoryRef(repository.uuid(), repository.fullName());
    }

    /** This one, and of {@code other} what is not told here. */
    RepositoryRef or(RepositoryRef other) {
        return new RepositoryRef(uuid.isEmpty() ? other.uuid : uuid, fullName.isEmpty() ? other.fullName : fullName);
    }

    /** Whether both are the same repository: by their UUIDs, else by their names; empty if there is nothing to compare. */
    public Optional<Boolean> isSameAs(RepositoryRef other) {
        return same(uuid, other.uuid).or(() -> same(fullName, other.fullName));
    }

    private static Optional<Boolean> same(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? Optional.empty() : Optional.of(one.equalsIgnoreCase(other));
    }
}
