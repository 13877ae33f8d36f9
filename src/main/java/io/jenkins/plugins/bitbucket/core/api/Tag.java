package io.jenkins.plugins.bitbucket.core.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.bitbucket.core.http.Json;

/**
 * A tag.
 *
 * @param name without {@code refs/tags/}
 * @param commit the full hash of its commit
 */
public record Tag(String name, String commit) {

    static Tag from(JsonNode json) {
        return new Tag(Json.text(json, "/name"), Json.text(json, "/target/hash"));
    }
}
