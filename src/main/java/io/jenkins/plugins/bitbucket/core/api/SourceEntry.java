package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An entry at a path of a repository.
 *
 * @param path its path
 * @param isFile whether it is a file, not a folder
 * @param size the number of bytes of a file
 * @param commit the full hash of the commit in which it was found, if Bitbucket reports it
 * @param attributes the attributes of a file: {@code link}, {@code executable}, {@code subrepository}, {@code binary}
 */
public record SourceEntry(String path, boolean isFile, long size, Optional<String> commit, Set<String> attributes) {

    /** The fields to request in a list. */
    static final String FIELDS = "values.type,values.path,values.size,values.attributes";

    public SourceEntry {
        attributes = Set.copyOf(attributes);
    }

    static SourceEntry from(JsonNode json) {
        Set<String> attributes = new HashSet<>();
        JsonNode told = json.path("attributes");
        if (told.isTextual()) {
            attributes.add(told.textValue());
        }
        told.forEach(attribute -> attributes.add(attribute.asText()));
        return new SourceEntry(
                Json.text(json, "/path"),
                Json.text(json, "/type").equals("commit_file"),
                json.path("size").asLong(-1),
                Json.maybeText(json, "/commit/hash"),
                attributes);
    }

    public boolean isExecutable() {
        return attributes.contains("executable");
    }

    public boolean isLink() {
        return attributes.contains("link");
    }

    /** Whether it is a link to another repository, a git submodule. */
    public boolean isSubrepository() {
        return attributes.contains("subrepository");
    }
}
